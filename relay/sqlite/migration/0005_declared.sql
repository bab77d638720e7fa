-- The name that a subscription or a fault rule has in the workspace's ledgerhook.yaml; empty when a person or an app made it.
ALTER TABLE subscriptions ADD COLUMN declared_as TEXT NOT NULL DEFAULT '';
ALTER TABLE fault_rules ADD COLUMN declared_as TEXT NOT NULL DEFAULT '';
