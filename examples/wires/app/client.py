"""The application's client."""

import inngest

client = inngest.Inngest(app_id="rides")
