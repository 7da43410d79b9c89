"""The intranet of Pemerintah Kabupaten Bengkulu Selatan for Buji'an Dusun and Gancang Pikat."""

from intranet.factory import create_app

__all__ = ["create_app"]
