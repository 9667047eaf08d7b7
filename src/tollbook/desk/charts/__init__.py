"""Drawings as SVG made on the server: no script needed, colours by class so that both schemes and the policy hold."""
