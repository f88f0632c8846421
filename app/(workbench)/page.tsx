import type { Metadata } from "next";

export const metadata: Metadata = { title: "Repositories" };

export default function RepositoriesPage() {
  return <h1>Repositories</h1>;
}
