import { afterAll, beforeAll, expect, test } from "vitest";
import { localOwner } from "#lib/auth/actor.ts";
import { insertTrajectory } from "#lib/testing/build-trajectory.ts";
import { type TestDatabase, testDatabase } from "#lib/testing/database.ts";
import { listReviewRows, verdictSummary } from "./read-reviews.ts";
import { type ReviewInput, ReviewRow } from "./schema.ts";
import { findRejectedSteps, findStandingVerdicts } from "./store.ts";
import { submitReview, undoReview } from "./submit-review.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  for (const id of ["log", "undo", "steps", "rows-new"]) await insertTrajectory({ id });
  await insertTrajectory({ id: "growing", state: "growing" });
});
afterAll(() => database.drop());

const accept = { kind: "verdict", stepIndex: null, verdict: "accept" } as const satisfies ReviewInput;
const reject: ReviewInput = { kind: "verdict", stepIndex: null, verdict: "reject", reasons: ["other"] };

test("the newest verdict stands and the log keeps all", async () => {
  await submitReview(localOwner, "log", accept);
  const review = await submitReview(localOwner, "log", { ...reject, note: "  quotes the code " });
  expect(review).toMatchObject({ verdict: "reject", reasons: ["other"], note: "quotes the code", reviewer: "owner" });
  const summary = await verdictSummary(localOwner, "log");
  expect(summary.trajectory).toBe("reject");
  expect(summary.log.map((each) => each.verdict)).toEqual(["accept", "reject"]);
});

test("an undone entry gives way to the one before it, once", async () => {
  await submitReview(localOwner, "undo", accept);
  const { id } = await submitReview(localOwner, "undo", reject);
  const undone = await undoReview(localOwner, id);
  expect(undone.undoneAt).not.toBeNull();
  expect((await verdictSummary(localOwner, "undo")).trajectory).toBe("accept");
  expect((await findStandingVerdicts()).get("undo")).toBe("accept");
  await expect(undoReview(localOwner, id)).rejects.toMatchObject({ code: "conflict" });
});

test("only one's own entries can be undone", async () => {
  const { id } = await submitReview({ id: "someone", role: "owner" }, "undo", accept);
  await expect(undoReview(localOwner, id)).rejects.toMatchObject({ code: "forbidden" });
});

test.each(["999999", "x", "1; drop table"])("there is no review %j", async (id) => {
  await expect(undoReview(localOwner, id)).rejects.toMatchObject({ code: "not-found" });
});

test("steps are judged by their place, and the place is what comes back", async () => {
  await submitReview(localOwner, "steps", { kind: "verdict", stepIndex: 2, verdict: "reject", reasons: ["hindsight"] });
  await submitReview(localOwner, "steps", { kind: "verdict", stepIndex: 4, verdict: "reject" });
  await submitReview(localOwner, "steps", { kind: "verdict", stepIndex: 4, verdict: "abstain" });
  await submitReview(localOwner, "steps", { kind: "note", stepIndex: 3, note: "why?" });
  const summary = await verdictSummary(localOwner, "steps");
  expect(summary).toMatchObject({ trajectory: null, steps: { 2: "reject", 4: "abstain" } });
  expect(summary.log.map((each) => each.stepIndex)).toEqual([2, 4, 4, 3]);
  expect([...(await findRejectedSteps("steps"))]).toEqual([2]);
});

test("what is not there cannot be judged", async () => {
  await expect(submitReview(localOwner, "nowhere", accept)).rejects.toMatchObject({ code: "not-found" });
  await expect(submitReview(localOwner, "log", { ...accept, stepIndex: 99 })).rejects.toMatchObject({
    code: "not-found",
  });
  await expect(verdictSummary(localOwner, "nowhere")).rejects.toMatchObject({ code: "not-found" });
});

test("only a rejection has reasons", async () => {
  const wrong: ReviewInput = { ...accept, reasons: ["other"] };
  await expect(submitReview(localOwner, "log", wrong)).rejects.toMatchObject({ fields: [{ field: "reasons" }] });
});

test("rows show what stands; abstentions count in no number", async () => {
  const rows = await listReviewRows(localOwner);
  expect(rows.map((row) => ReviewRow.parse(row))).toEqual(rows);
  expect(rows.map((row) => row.trajectoryId)).toEqual(["rows-new", "steps", "undo", "log"]);
  expect(rows.find((row) => row.trajectoryId === "steps")).toMatchObject({
    verdict: null,
    judgedSteps: 1,
    rejectedSteps: 1,
    notes: 1,
    maxLeak: 0.01,
    ungrounded: 2,
    files: 2,
    fidelityOk: true,
    meanGain: 0.5,
    license: "MIT",
  });
});
