"""The rules as dated data: their model, their catalogue and their evaluation."""
