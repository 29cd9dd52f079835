/** A pruning with the text on which its repair was solved. */
export interface Calibrated {
  /** Short name of the text; null without a repair. */
  readonly calibration: string | null;
  /** Digest of the text; null without a repair, and where it was not stored. */
  readonly calibrationDigest: string | null;
}

/** The records of one comparison. */
export interface OneCalibration<Record extends Calibrated> {
  /** The text of all its repairs; null if none is repaired. */
  readonly calibration: string | null;
  readonly records: readonly Record[];
}

/**
 * A comparison of repaired models has one calibration text, so that it compares repairs and not texts: the text of most records; of equals, the first by
 * name. Repairs that were solved on other texts are left out. Records without a repair stay.
 */
export function keepOneCalibration<Record extends Calibrated>(records: readonly Record[]): OneCalibration<Record> {
  const repaired = records.filter(({ calibration }) => calibration !== null);
  const [most] = [...Map.groupBy(repaired, keyOf).entries()].toSorted(
    ([a, own], [b, other]) => other.length - own.length || (a < b ? -1 : 1),
  );
  if (most === undefined) return { calibration: null, records };
  const [key, [first]] = most;
  return {
    calibration: first?.calibration ?? null,
    records: records.filter((record) => record.calibration === null || keyOf(record) === key),
  };
}

function keyOf({ calibration, calibrationDigest }: Calibrated): string {
  return JSON.stringify([calibration, calibrationDigest]);
}
