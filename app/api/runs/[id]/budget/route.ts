import { ById } from "#lib/http/parameters.ts";
import { route } from "#lib/http/route.ts";
import { BudgetInput, RunHead } from "#lib/runs/index.ts";
import { changeRunBudget } from "#lib/runs/server.ts";

export const POST = route({ params: ById, body: BudgetInput, reply: RunHead }, ({ actor, params, body }) =>
  changeRunBudget(actor, params.id, body),
);
