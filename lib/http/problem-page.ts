import { Problem } from "#lib/std/problem.ts";
import { plainPage } from "./plain-page.ts";
import { problemResponse } from "./problem.ts";

/** The page for anything thrown: the same status and words as the routes' problem, for someone who reads. */
export async function problemPage(error: unknown): Promise<Response> {
  const { status, title, detail } = Problem.parse(await problemResponse(error).json());
  // To someone who is signed in and followed a link from another site, loading the page anew brings the Strict cookie.
  const link = { href: "", text: "Signed in already, and came from another site? Continue" };
  return plainPage({ status, title, text: detail, ...(status === 401 && { link }) });
}
