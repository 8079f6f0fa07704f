"""Exchanges captured elsewhere, judged as a stream: files, lines, shapes, windows, processes."""
