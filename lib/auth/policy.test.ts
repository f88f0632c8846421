import { expect, test } from "vitest";
import { localOwner } from "./actor.ts";
import { authorize } from "./policy.ts";

test("the owner may write runs and reviews and export", () => {
  for (const action of ["run:write", "review:write", "dataset:export", "source:import"] as const) {
    expect(() => authorize(localOwner, action)).not.toThrow();
  }
});

test("a role the table does not name may do nothing", () => {
  const guest = { ...localOwner };
  Reflect.set(guest, "role", "guest");
  expect(() => authorize(guest, "run:read")).toThrow(expect.objectContaining({ code: "forbidden" }));
});
