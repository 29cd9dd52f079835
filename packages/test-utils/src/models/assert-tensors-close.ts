type Numbers = ArrayLike<number | null>;

/**
 * Throws if two lists of numbers differ in length, or by more than `tolerance` (absolute) at any index. The tolerance has no default: every
 * comparison states its own. A null equals only null; NaN equals nothing.
 */
export function assertTensorsClose(actual: Numbers, expected: Numbers, tolerance: number): void {
  if (actual.length !== expected.length) throw new Error(`${actual.length} values where ${expected.length} are expected`);
  let worst = 0;
  let worstIndex = -1;
  for (let index = 0; index < expected.length; index += 1) {
    const [a, b] = [actual[index] ?? null, expected[index] ?? null];
    if (a === null && b === null) continue;
    const difference = a === null || b === null ? Number.POSITIVE_INFINITY : Math.abs(a - b);
    if (difference <= worst) continue;
    worst = difference;
    worstIndex = index;
    if (Number.isNaN(difference)) break;
  }
  if (worst <= tolerance) return;
  throw new Error(
    `value ${worstIndex} is ${actual[worstIndex]} and should be ${expected[worstIndex]}: off by ${worst}, allowed ${tolerance}`,
  );
}
