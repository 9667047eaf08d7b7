"""Reports from outside become Report records: text, HTML, PDF, mail, feeds, web pages."""
