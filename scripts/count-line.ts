/** The results of a suite. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/** Ends a suite with the line `N passed, N failed`, which scripts/ci.ts reads. */
export function endSuite({ passed, failed }: Counts): never {
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  process.exit(failed === 0 ? 0 : 1);
}

/** Ends a suite that cannot run here. scripts/ci.ts counts it as failed. */
export function skipSuite(reason: string): never {
  process.stdout.write(`skipped: ${reason}\n`);
  endSuite({ passed: 0, failed: 0 });
}

/** The last such line of an output; undefined if there is none. */
export function readCounts(output: string): Counts | undefined {
  const last = [...output.matchAll(/^(\d+) passed, (\d+) failed/gm)].at(-1);
  return last && { passed: Number(last[1]), failed: Number(last[2]) };
}
