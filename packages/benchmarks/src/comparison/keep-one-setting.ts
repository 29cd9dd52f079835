import { REPAIR_KINDS, type RepairKind, type TokenRule } from '@lamina/metrics';
import { describeRepairSetting, type RepairSettingFacts } from './describe-repair-setting.ts';
import { findMost } from './find-most.ts';

/** A pruning with the text on which its repair was solved. */
export interface Calibrated {
  /** Short name of the text; null without a repair. */
  readonly calibration: string | null;
  /** Digest of the text; null without a repair, and where it was not stored. */
  readonly calibrationDigest: string | null;
}

/** A pruning with what its repair was solved by; all null without a repair. */
export interface Solved extends Calibrated {
  readonly repairKind: RepairKind | null;
  readonly setting: RepairSettingFacts | null;
  readonly tokenRule: TokenRule | null;
}

/** How one kind of repair was solved. */
export interface SolvedSetting {
  readonly repair: RepairKind;
  /** Rank, ridge and windows in words; null where they were not stored. */
  readonly setting: string | null;
  readonly tokenRule: TokenRule | null;
}

/** The records of one comparison. */
export interface OneSetting<Record extends Solved> {
  /** The text of all its repairs; null if none is repaired. */
  readonly calibration: string | null;
  /** One for each kind of repair, in the order of REPAIR_KINDS. */
  readonly repairSettings: readonly SolvedSetting[];
  /** Number of repaired records on other texts, or with other settings. */
  readonly leftOutRepairs: number;
  readonly records: readonly Record[];
}

/**
 * A comparison of repaired models has one calibration text, and one setting for each kind of repair, so that it compares models or strategies and neither
 * texts nor ranks: the text of most records, and of each kind the setting of most records on it; of equals, the first by name. Other repairs are left
 * out and counted. Records without a repair stay.
 */
export function keepOneSetting<Record extends Solved>(records: readonly Record[]): OneSetting<Record> {
  const repaired = records.filter(({ calibration }) => calibration !== null);
  const onText = findMost(repaired, ({ calibration, calibrationDigest }) => [calibration, calibrationDigest]);
  const kinds = REPAIR_KINDS.map((kind) => {
    const own = onText.filter(({ repairKind }) => repairKind === kind);
    return findMost(own, (record) => [describe(record), record.tokenRule]);
  });
  const kept = new Set(kinds.flat());
  return {
    calibration: onText[0]?.calibration ?? null,
    repairSettings: kinds.flatMap(([first]) =>
      first && first.repairKind !== null ? [{ repair: first.repairKind, setting: describe(first), tokenRule: first.tokenRule }] : [],
    ),
    leftOutRepairs: repaired.length - kept.size,
    records: records.filter((record) => record.calibration === null || kept.has(record)),
  };
}

function describe({ setting }: Solved): string | null {
  return setting && describeRepairSetting(setting);
}
