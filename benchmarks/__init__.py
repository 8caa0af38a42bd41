"""Measurements: each prints ratios within one run, never absolute claims."""
