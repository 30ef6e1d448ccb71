//! What baton reads beside the handoff: git, agent_config.toml, `.env` files.
