# Semua perintah proyek ini. Yang dikerjakan ada di tools/; di sini hanya namanya.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run test check bench setup fmt migrate seed lock clean
# Pilihan tambahan untuk pytest, misalnya: make test ARGS="-k jadwal"
ARGS ?=

help: ## Daftar perintah ini
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

run: ## Jalankan demo di komputer ini (memasang yang kurang)
	@exec bash tools/serve.sh

test: ## Semua uji: SQLite, PostgreSQL, peramban (memasang yang kurang)
	@exec bash tools/test.sh $(ARGS)

check: ## Periksa gaya, tipe, lapisan, templat, dan ketergantungan
	@exec bash tools/check.sh

bench: ## Ukur waktu tiap halaman utama pada data ukuran penuh
	@bash tools/setup.sh bench
	@.venv/bin/python -m tests.bench $(ARGS)

setup: ## Pasang semua untuk pengembangan, tanpa menjalankan apa pun
	@bash tools/setup.sh dev

fmt: ## Rapikan kode Python
	@bash tools/setup.sh dev
	@.venv/bin/python -m ruff check --fix-only --quiet . && .venv/bin/python -m ruff format .

migrate: ## Mutakhirkan basis data demo
	@bash tools/manage.sh db upgrade

seed: ## Isi basis data demo yang kosong
	@bash tools/manage.sh demo seed $(ARGS)

lock: ## Kunci ulang versi semua paket
	@exec bash tools/lock.sh

clean: ## Hapus yang dibuat di sini; data (instance/) tetap
	@rm -rf .venv node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis test-results
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
