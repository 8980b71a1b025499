# Two commands are enough: `make run` and `make test`. Python 3.11+ is all they need.
PYTHON ?= python3

.PHONY: run test lint types lock pictures lighthouse clean

run:
	@$(PYTHON) scripts/cairn.py run

test:
	@$(PYTHON) scripts/cairn.py test

lint:
	@$(PYTHON) scripts/cairn.py lint

types:
	@$(PYTHON) scripts/cairn.py types

lock:
	@$(PYTHON) scripts/cairn.py lock

pictures:
	@$(PYTHON) scripts/cairn.py pictures

lighthouse:
	@$(PYTHON) scripts/cairn.py lighthouse

clean:
	rm -rf .venv var staticfiles
