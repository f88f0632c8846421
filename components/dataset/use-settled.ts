"use client";

import { useEffect, useState } from "react";

/** A value once it has stood still for a while. Values are compared by their JSON, so a new equal object is no change. */
export function useSettled<Value>(value: Value, milliseconds: number): Value {
  const [settled, setSettled] = useState(value);
  const text = JSON.stringify(value);

  useEffect(() => {
    const timer = setTimeout(() => setSettled(JSON.parse(text)), milliseconds);
    return () => clearTimeout(timer);
  }, [text, milliseconds]);

  return settled;
}
