"""An environment that is fit to start with, for tests that spoil one thing at a time."""

FIT = {
    "INTRANET_SECRET_KEY": "kZ8-2m4xUqvW0yRtB7nLcDfGhJpSaE1oVi3XuTbNw5QrYe6M",
    "INTRANET_FIELD_KEYS": "k1:Zx8Qm2Vt5Lp0Rw7Ny3Bd6Hf9Jk1Sc4Ga0Ue7Xi2Yo5U",
    "INTRANET_HASH_KEY": "Aq1Ws2Ed3Rf4Tg5Yh6Uj7Ik8Ol9Pz0Xc1Vb2Nm3Lk4E",
    "INTRANET_BASE_URL": "https://intranet.example.go.id",
}
