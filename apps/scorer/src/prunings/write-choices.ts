import type { NewPruning, PruningRepair, RevisionRecord } from '@lamina/database';
import type { PlannedSaving, PruneResult, RepairRecord } from '@lamina/engine';
import { AppError, getAt, getEntry } from '@lamina/errors';
import { findHubReference } from '@lamina/hub';
import type { RepairSetting } from '@lamina/jobs';
import { holdsRepair } from '@lamina/metrics';
import {
  blocksOf,
  type Change,
  changeOf,
  isRemoval,
  keyOfChange,
  listRemovedUnits,
  removesBlocksOnly,
  removesNothing,
} from '@lamina/plans';
import { choosesRepaired, needsScores } from '@lamina/strategies';
import type { HandlerContext } from '../context/handler-context.ts';
import { runInference } from '../inference/run-inference.ts';
import { locateModel } from '../material/locate-model.ts';
import { folderOfPruning } from './folder-of-pruning.ts';
import type { Choice } from './list-choices.ts';
import { loadRepair } from './repair-calibration.ts';
import { writeModels } from './write-models.ts';

interface ChosenUnits {
  readonly choices: readonly Choice[];
  readonly revision: RevisionRecord;
  readonly repairs: readonly RepairSetting[];
  /** The repair of what a search with repairs chose; null if there is none. */
  readonly searchRepair: RepairSetting | null;
  /** The run whose scores chose them; null if there is none. */
  readonly scoreRunId: string | null;
}

/**
 * Writes the chosen models, solves their repairs, and describes both as prunings. Equal changes are measured and written once.
 * @throws AppError BAD_USER_INPUT for a vocabulary that cannot be smaller, or a type that saves nothing; of a study, which may be of several models, it is left
 * out
 */
export async function writeChoices(chosen: ChosenUnits, context: HandlerContext): Promise<readonly NewPruning[]> {
  const { revision } = chosen;
  const { folders, signal, report } = context;
  const model = await locateModel(revision.location, context);
  const lookup = { model, roots: folders.modelRoots };
  const follow = { signal, onProgress: report };
  const distinct = (list: readonly Choice[]): readonly Choice[] => [...new Map(list.map((choice) => [keyOf(choice), choice])).values()];
  const changes = distinct(chosen.choices).map(toChange);
  const savings = await runInference('plan', { ...lookup, changes }, follow);
  const savingOf = new Map(changes.map((change, place) => [keyOfChange(change), getAt(savings, place)]));
  const choices = leaveOut(chosen.choices, savingOf, { revision, context });
  const used = distinct(choices.filter(isForUse));
  const written = await writeModels(
    used.map((choice) => ({
      model,
      change: toChange(choice),
      strategy: choice.strategy,
      path: folderOfPruning(revision, toChange(choice)),
    })),
    context,
  );
  const wanted = choices
    .filter(isForUse)
    .flatMap((choice) => listRepairs(choice, chosen).map((repair): RepairedChange => ({ ...changeOf(choice.remove), repair })));
  const repaired = [...new Map(wanted.map((one) => [keyOfChange(one), one])).values()].map((change) => ({
    change,
    ...loadRepair(change.repair, folders.calibrations),
  }));
  // Most jobs repair nothing, and a process that has nothing to do still reads the whole graph.
  const records =
    repaired.length === 0
      ? []
      : await runInference(
          'repair',
          { ...lookup, ...context.session, repairs: repaired.map(({ change, ...one }) => ({ ...one, remove: change.remove })) },
          follow,
        );
  context.log('info', `${choices.length} prunings chosen, ${written.length} models written, ${records.length} repairs solved`);
  const measured = {
    savingOf,
    resultOf: new Map(used.map((choice, place) => [keyOf(choice), getAt(written, place)])),
    repairOf: new Map(
      repaired.map(({ change, text }, place) => [
        keyOfChange(change),
        { ...getAt(records, place), setting: change.repair, calibration: text },
      ]),
    ),
  };
  return choices.flatMap((choice) => describeChoice(choice, chosen, measured));
}

/** A choice without a repair. */
function toChange({ remove, precision, keepVocabulary }: Choice): Change<never> {
  return { remove, repair: null, precision, keepVocabulary };
}

function keyOf(choice: Choice): string {
  return keyOfChange(toChange(choice));
}

/** The choices without vocabularies and types that the model cannot have. */
function leaveOut(
  choices: readonly Choice[],
  savingOf: ReadonlyMap<string, PlannedSaving>,
  { revision, context }: { readonly revision: RevisionRecord; readonly context: Pick<HandlerContext, 'studyId' | 'log'> },
): readonly Choice[] {
  return choices.filter((choice) => {
    const { excluded } = getEntry(savingOf, keyOf(choice));
    if (excluded === null) return true;
    const { precision, keepVocabulary } = choice;
    const asked = [keepVocabulary, precision].filter((part) => part !== null).join(' and ');
    const kept = [keepVocabulary && 'all of its tokens', precision && 'the types of its weights'].filter((part) => part !== null);
    const problem = `${revision.slug} keeps ${kept.join(' and ')}, although ${asked} was asked for: ${excluded}`;
    if (context.studyId === null) throw new AppError('BAD_USER_INPUT', problem);
    context.log('warn', problem);
    return false;
  });
}

function isForUse({ seed }: Choice): boolean {
  return seed === null;
}

/** The repairs of a choice that is used. Removals with attentions or MLPs, smaller vocabularies, types, and jobs without repairs have none. */
function listRepairs(choice: Choice, { repairs, searchRepair }: ChosenUnits): readonly RepairSetting[] {
  if (choosesRepaired(choice.strategy)) return searchRepair === null ? [] : [searchRepair];
  return isRemoval(choice) && removesBlocksOnly(choice.remove) && !removesNothing(choice.remove) ? repairs : [];
}

/** A removal with a repair as it is asked for. Equal ones are solved once. */
interface RepairedChange extends Change<RepairSetting> {
  readonly repair: RepairSetting;
}

/** The keys are `keyOfChange`. */
interface Measured {
  readonly savingOf: ReadonlyMap<string, PlannedSaving>;
  readonly resultOf: ReadonlyMap<string, PruneResult>;
  /** Keyed by RepairedChange. */
  readonly repairOf: ReadonlyMap<string, PruningRepair & RepairRecord>;
}

/** The pruning of a choice, and one for each of its repairs. A search with repairs chose for the repaired model alone. */
function describeChoice(choice: Choice, chosen: ChosenUnits, measured: Measured): readonly NewPruning[] {
  const { revision, scoreRunId } = chosen;
  const { remove } = choice;
  const change = toChange(choice);
  const key = keyOfChange(change);
  const result = isForUse(choice) ? getEntry(measured.resultOf, key) : undefined;
  const [anyResult] = measured.resultOf.values();
  const plan = describePlan(choice, { revision, result, parent: anyResult?.plan.parent });
  const { saved, caveat } = getEntry(measured.savingOf, key);
  const { parametersAfter, bytesBefore, bytesAfter, cacheBytesPerTokenAfter: cacheBytesPerToken } = saved;
  const alone: NewPruning = {
    ...choice,
    change,
    caveat,
    isImported: false,
    scoreRunId: needsScores(choice.strategy) ? scoreRunId : null,
    parametersAfter,
    bytesBefore,
    bytesAfter,
    cacheBytesPerToken,
    plan,
    artefact: result === undefined ? null : { path: folderOfPruning(revision, change), sha256: result.graphSha256, files: result.files },
  };
  const settings = isForUse(choice) ? listRepairs(choice, chosen) : [];
  const repairs = settings.map((repair) => getEntry(measured.repairOf, keyOfChange(changeOf(remove, repair))));
  return [
    ...(choosesRepaired(choice.strategy) ? [] : [alone]),
    ...repairs.map((repair) => ({
      ...alone,
      change: { ...alone.change, repair },
      parametersAfter: alone.parametersAfter + repair.addedParameters,
      // A repair that folds into stored weights changes no size. Where the format has no place for it, another one is written.
      ...(isFolded(revision, repair) ? {} : { bytesBefore: null, bytesAfter: null }),
      // The repaired model is solved again where it is needed: its plan holds everything that this takes.
      plan: { ...plan, repair, certificate: null },
      artefact: null,
    })),
  ];
}

function isFolded({ format }: RevisionRecord, { kind, addedParameters }: RepairRecord): boolean {
  return format !== 'onnx' && addedParameters === 0 && holdsRepair(format, kind);
}

interface PlanFacts {
  readonly revision: RevisionRecord;
  readonly result: PruneResult | undefined;
  /** The parent in all written plans; undefined if no model was written. */
  readonly parent: PruneResult['plan']['parent'] | undefined;
}

function describePlan({ strategy, remove }: Choice, { revision, result, parent }: PlanFacts) {
  const kept = Array.from({ length: revision.blockCount }, (_, index) => index).filter(
    (index) => !blocksOf(remove, 'block').includes(index),
  );
  return {
    format: 'lamina-prune-plan@1',
    // Paths on this machine are not exposed.
    parent: { reference: findRepository(revision.location), ...parent, name: revision.slug, digest: revision.digest, location: null },
    strategy,
    blocksBefore: revision.blockCount,
    ...listRemovedUnits(remove),
    kept,
    config: result?.plan.config ?? null,
    repair: null,
    types: result?.plan.types ?? null,
    // Draws of the control are written nowhere and have no notes.
    notes: result?.notes ?? [],
    certificate: result?.certificate ?? null,
  };
}

/** Other tools know a hub model by its repository, not by its short name here. */
function findRepository(location: string): string | null {
  return findHubReference(location)?.repo ?? null;
}
