import type { Metadata } from "next";
import { Suspense } from "react";
import { ReviewScreen } from "#components/review/review-screen.tsx";

export const metadata: Metadata = { title: "Review" };

export default function ReviewPage() {
  return (
    <Suspense>
      <ReviewScreen />
    </Suspense>
  );
}
