/** The log of one trajectory, oldest first; a step is named by its place among all steps. Parameter: trajectory id. */
export const reviewLog = `
  SELECT review.id::text, review."trajectoryId", step.index AS "stepIndex", review.reviewer, review.kind, review.verdict,
         review.reasons, review.note, review."createdAt", review."undoneAt"
  FROM "Review" review
  LEFT JOIN (
    SELECT id, (row_number() OVER (ORDER BY block, place) - 1)::int AS index FROM "Step" WHERE "trajectoryId" = $1
  ) step ON step.id = review."stepId"
  WHERE review."trajectoryId" = $1
  ORDER BY review.id`;

/** The verdicts that stand: of each trajectory and each step the newest that was not undone. */
const standing = `
  SELECT DISTINCT ON ("trajectoryId", "stepId") "trajectoryId", "stepId", verdict
  FROM "Review"
  WHERE kind = 'verdict' AND "undoneAt" IS NULL
  ORDER BY "trajectoryId", "stepId", id DESC`;

/** Verdicts on whole trajectories that stand. */
export const standingVerdicts = `
  SELECT "trajectoryId", verdict FROM (${standing}) standing WHERE "stepId" IS NULL`;

/** Places of a trajectory's rejected steps. Parameter: trajectory id. */
export const rejectedSteps = `
  SELECT step.index
  FROM (
    SELECT id, (row_number() OVER (ORDER BY block, place) - 1)::int AS index FROM "Step" WHERE "trajectoryId" = $1
  ) step
  JOIN (${standing}) standing ON standing."stepId" = step.id
  WHERE standing.verdict = 'reject'
  ORDER BY step.index`;

/** Every finished trajectory with its verdicts, notes and signals, newest first, in one statement. */
export const reviewRows = `
  WITH standing AS (${standing}),
  judged AS (
    SELECT "trajectoryId",
           max(verdict) FILTER (WHERE "stepId" IS NULL) AS verdict,
           count(*) FILTER (WHERE "stepId" IS NOT NULL AND verdict <> 'abstain') AS "judgedSteps",
           count(*) FILTER (WHERE "stepId" IS NOT NULL AND verdict = 'reject') AS "rejectedSteps"
    FROM standing GROUP BY "trajectoryId"
  ),
  noted AS (
    SELECT "trajectoryId", count(*) AS notes
    FROM "Review" WHERE "undoneAt" IS NULL AND note <> '' GROUP BY "trajectoryId"
  ),
  signals AS (
    SELECT "trajectoryId", max("leakOverlap") AS "maxLeak", sum(cardinality(ungrounded)) AS ungrounded
    FROM "Step" GROUP BY "trajectoryId"
  )
  SELECT trajectory.id AS "trajectoryId", trajectory.repository, trajectory.stats, trajectory.fidelity,
         trajectory."createdAt", judged.verdict, signals."maxLeak",
         coalesce(signals.ungrounded, 0)::int AS ungrounded,
         coalesce(judged."judgedSteps", 0)::int AS "judgedSteps",
         coalesce(judged."rejectedSteps", 0)::int AS "rejectedSteps",
         coalesce(noted.notes, 0)::int AS notes
  FROM "Trajectory" trajectory
  LEFT JOIN judged ON judged."trajectoryId" = trajectory.id
  LEFT JOIN noted ON noted."trajectoryId" = trajectory.id
  LEFT JOIN signals ON signals."trajectoryId" = trajectory.id
  WHERE trajectory.state = 'done'
  ORDER BY trajectory."createdAt" DESC, trajectory.id`;
