package provider

// FinpiloLevel is where in Finpilo a webhook is set. Source: product description.
type FinpiloLevel string

// The levels.
const (
	FinpiloWorkspace FinpiloLevel = "workspace" // the default of all entities
	FinpiloEntity    FinpiloLevel = "entity"    // one entity's own
)

// FinpiloWebhook is what counts of a webhook's settings. The zero value is one that was never set.
type FinpiloWebhook struct {
	Custom  bool // of an entity: it does not use the workspace's
	HasURL  bool
	Enabled bool
}

// FinpiloObstacle is why a document cannot be sent; empty where it can.
type FinpiloObstacle string

// The obstacles. That a document without any webhook cannot be sent, and that an entity's own webhook without a URL fails
// rather than falling back, is the product's description. What the two toggles "enabled" do where they are off is our
// reading: no other webhook takes over.
const (
	FinpiloEntityWithoutURL    FinpiloObstacle = "entity_webhook_without_url"
	FinpiloEntityNotEnabled    FinpiloObstacle = "entity_webhook_not_enabled"
	FinpiloWorkspaceNotEnabled FinpiloObstacle = "workspace_webhook_not_enabled"
	FinpiloNoWebhook           FinpiloObstacle = "no_webhook"
)

// Text says what is in the way, in our words.
func (o FinpiloObstacle) Text() string {
	switch o {
	case FinpiloEntityWithoutURL:
		return "the entity has a webhook of its own without a URL; the workspace's is never used instead"
	case FinpiloEntityNotEnabled:
		return "the entity's own webhook is not enabled; the workspace's is never used instead"
	case FinpiloWorkspaceNotEnabled:
		return "the workspace's webhook is not enabled"
	case FinpiloNoWebhook:
		return "neither the entity nor the workspace has a webhook"
	}
	return ""
}

// FinpiloTarget tells which of two webhooks a document goes to, or why to none: then level is the one at fault.
func FinpiloTarget(entity, workspace FinpiloWebhook) (level FinpiloLevel, obstacle FinpiloObstacle) {
	switch {
	case entity.Custom && !entity.HasURL:
		return FinpiloEntity, FinpiloEntityWithoutURL
	case entity.Custom && !entity.Enabled:
		return FinpiloEntity, FinpiloEntityNotEnabled
	case entity.Custom:
		return FinpiloEntity, ""
	case !workspace.HasURL:
		return FinpiloWorkspace, FinpiloNoWebhook
	case !workspace.Enabled:
		return FinpiloWorkspace, FinpiloWorkspaceNotEnabled
	}
	return FinpiloWorkspace, ""
}
