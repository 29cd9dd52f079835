import type { PruningRepair } from '@lamina/database';
import type { CalibrationCut, ModelChange, RepairRequest } from '@lamina/engine';
import { AppError } from '@lamina/errors';
import { type RepairSetting, repairSetting } from '@lamina/jobs';
import { holdOutDocuments } from '@lamina/models';
import type { Change } from '@lamina/plans';
import { loadCalibration } from '../material/load-calibration.ts';

/** A repair as the engine takes it, with documents that its solver does not see. */
export interface LoadedRepair {
  readonly repair: RepairRequest & CalibrationCut;
  readonly heldOut: { readonly texts: readonly string[] };
  /** The name and digest of the whole text. */
  readonly text: { readonly slug: string; readonly textSha256: string };
}

/** A stored repair is identified by how it is solved, and by the text on which it was solved. */
export interface StoredRepair {
  readonly setting: RepairSetting;
  readonly textSha256: string;
}

/** How a stored repair is solved again. @throws Error for repairs that no prune job stored */
export function getStoredRepair({ kind, setting, calibration }: PruningRepair): StoredRepair {
  const { textSha256 } = (calibration ?? {}) as Partial<LoadedRepair['text']>;
  if (typeof setting !== 'object' || setting === null || textSha256 === undefined)
    throw new Error(`the stored repair ${kind} has no setting, or no digest of its text`);
  return { setting: parseSetting(setting), textSha256 };
}

/** Recordings of earlier versions wrote null where nothing is asked for. */
function parseSetting(setting: object): RepairSetting {
  return repairSetting.parse(Object.fromEntries(Object.entries(setting).filter(([, value]) => value !== null)));
}

/** Loads a stored repair. @throws AppError CONFLICT if its text has changed, because another text gives another repair; and as loadRepair */
export function loadStoredRepair({ setting, textSha256 }: StoredRepair, folders: readonly string[]): LoadedRepair {
  const loaded = loadRepair(setting, folders);
  const { slug, textSha256: found } = loaded.text;
  if (found === textSha256) return loaded;
  throw new AppError(
    'CONFLICT',
    `the repair ${setting.kind} was solved on the calibration text "${slug}" of SHA-256 ${textSha256}, but the text of this name in ${folders.join(' or ')} now has ${found}, and would give another repair; put the former text back, or prune again to solve the repair on the present text`,
    { details: { calibration: slug, stored: textSha256, found } },
  );
}

/** A stored change as the engine takes it. @throws AppError as loadStoredRepair */
export function loadChange({ remove, repair, precision, keepVocabulary }: Change<StoredRepair>, folders: readonly string[]): ModelChange {
  return { remove, precision, keepVocabulary, repair: repair && loadStoredRepair(repair, folders).repair };
}

/** Loads the calibration text of a repair. @throws AppError NOT_FOUND as loadCalibration. */
export function loadRepair({ calibration, ...setting }: RepairSetting, folders: readonly string[]): LoadedRepair {
  const { text, documents } = loadCalibration(folders, calibration);
  const { solved, heldOut } = holdOutDocuments(documents);
  return {
    repair: { ...setting, calibration: { texts: solved } },
    heldOut: { texts: heldOut },
    text: { slug: text.slug, textSha256: text.textSha256 },
  };
}
