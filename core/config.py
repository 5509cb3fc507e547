"""Settings of one deployment: typed, from the environment (``BUMEN_…``), read once."""

from __future__ import annotations

import os
import secrets
from functools import lru_cache
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

SECRET_FILE = "secret.key"  # noqa: S105 - the name of the file, not the secret


class Settings(BaseSettings):
    """What an administrator sets before the first start; see docs/reference/settings.md."""

    model_config = SettingsConfigDict(env_prefix="BUMEN_", extra="ignore")

    database_url: str = Field("sqlite:///bumen.db", description="Where the data is kept.")
    data_dir: Path = Field(Path("bumen-data"), description="Uploaded files and the secret key.")
    secret_key: SecretStr | None = Field(
        None, description="Signs cookies; made and kept in the data folder when not given."
    )
    plugins: str | None = Field(
        None, description="Comma-separated names that pin the enabled set; empty pins none."
    )
    plugin_path: str = Field("", description="Folders with further plugins, separated by ':'.")
    safe_mode: bool = Field(False, description="Start with no plugin at all.")
    secure_cookies: bool = Field(False, description="Send cookies over HTTPS only.")
    language: str = Field("", description="Language of the command line: en or zh_Hans.")
    max_upload_mb: int = Field(200, description="Largest request that is accepted, in MiB.")
    api_rate: str = Field("600 per minute", description="Requests of one token to the API.")
    sign_in_rate: str = Field(
        "30 per 15 minutes", description="Refused attempts to sign in from one address."
    )
    proxies: int = Field(
        0, description="Reverse proxies in front, whose X-Forwarded headers are believed."
    )
    oidc_issuer: str = Field(
        "", description="Single sign-on by OpenID Connect: the issuer, as the provider writes it."
    )
    oidc_client_id: str = Field("", description="By which name the provider knows this system.")
    oidc_client_secret: SecretStr = Field(
        SecretStr(""), description="The password of this system at the provider."
    )
    oidc_title: str = Field("", description="What the button calls the provider; else its host.")
    oidc_role: str = Field(
        "", description="Role of accounts that single sign-on makes; empty makes none."
    )
    rate_storage: str = Field(
        "memory://", description="Where requests are counted; redis://… counts for all processes."
    )
    outgoing_private: bool = Field(
        False,
        description="Let webhooks and single sign-on use plain HTTP and hosts of the own network.",
    )
    mail_url: SecretStr = Field(
        SecretStr(""),
        description="The server for mail, as apprise writes it: "
        "mailtos://user:password@example.org?smtp=smtp.example.org&from=erp@example.org.",
    )
    public_url: str = Field(
        "", description="Where users find the pages, for links in messages and on labels."
    )
    jobs_broker: str = Field(
        "",
        description="Wakes workers on other machines: redis://… or amqp://…; needs the extra "
        "celery and `bumen worker`. Without one a thread of the web process runs the jobs.",
    )
    embedded_worker: bool = Field(True, description="Run jobs in a thread of the web process.")

    def secret(self) -> str:
        """Return the key that signs cookies, making one on the first start."""
        if self.secret_key is not None:
            return self.secret_key.get_secret_value()
        path = self.data_dir / SECRET_FILE
        if not path.exists():
            self.data_dir.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(48))
        return path.read_text()

    def command_language(self) -> str:
        """Return the language of the command line: as set, or as the terminal's locale says."""
        terminal = os.environ.get("LC_ALL") or os.environ.get("LANG", "")
        return self.language or ("zh_Hans" if terminal.startswith("zh") else "en")

    def pinned_plugins(self) -> frozenset[str] | None:
        """Return the set that ``BUMEN_PLUGINS`` fixes, or None where the database decides."""
        if self.safe_mode:
            return frozenset()
        if self.plugins is None:
            return None
        return frozenset(name.strip() for name in self.plugins.split(",") if name.strip())


@lru_cache
def settings() -> Settings:
    """Return the settings of this process."""
    return Settings()
