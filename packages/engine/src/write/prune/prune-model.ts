import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type ChosenTypes, listSlicedTensors } from '@lamina/checkpoints';
import { AppError, getAt } from '@lamina/errors';
import type { ModelFormat } from '@lamina/hub';
import { holdsRepair, NO_REPAIR, REPAIR_KINDS, type RepairKind } from '@lamina/metrics';
import {
  countIdle,
  countParameters,
  type DigestOptions,
  digestGraph,
  finish,
  type ModelLookup,
  type ModelSource,
  type OpenedModel,
  openExportForm,
  openModel,
  PLAN_FILE,
  precisionOf,
  type Rounding,
  renewDigest,
  type ScoreInput,
} from '@lamina/models';
import {
  type Certificate,
  EXPLICIT,
  type KeepReason,
  type KeptTokens,
  listRemovedUnits,
  namesTypes,
  type PrunePlan,
  type Removal,
  type RemovedUnits,
  removesBlocksOnly,
} from '@lamina/plans';
import { findBlocks, removeUnits } from '@lamina/surgery';
import { certifyPruning } from '../../certify/certify.ts';
import { type FittedRepair, repairModel } from '../../repair/fit-repairs.ts';
import { cutCalibration } from '../../repair/repair-each.ts';
import {
  type CalibrationCut,
  type ModelChange,
  type RepairRecord,
  type RepairRequest,
  refusePrecision,
} from '../../repair/repair-record.ts';
import { countDroppedRows, type KeepRule, keepRuleOf, keepVocabulary, VOCABULARY_FILE } from '../../vocabulary/keep-vocabulary.ts';
import { jsonFile, type PreparedWrite, sizeOfParent, sizeOfWeights } from '../planned-write.ts';
import { checkElsewhere, digestWritten, replaceFolder, type WrittenFile, writeFiles } from '../write-folder.ts';
import { planArtefact } from './plan-artefact.ts';
import { listRoundings, requestType, type TypeRequest } from './plan-gguf.ts';
import { planRewritten, type RewrittenTensors, requireFoldable, requireScalable, roundRewritten } from './plan-rewritten.ts';

export interface PruneResult extends RemovedUnits, Pick<PrunePlan, 'kept' | 'blocksBefore' | 'notes'> {
  readonly blocksAfter: number;
  readonly parametersBefore: number;
  readonly parametersAfter: number;
  readonly files: readonly WrittenFile[];
  /** Null where the parent itself does not run on the input of the certificate. */
  readonly certificate: Certificate | null;
  readonly plan: PrunePlan;
  readonly format: ModelFormat;
  /** Null where no repair was asked for. Its held-out errors are null without held-out text. */
  readonly repair: RepairRecord | null;
  /** The digest of onnx/model.onnx as written; of a checkpoint, the digest of its first weight file. */
  readonly graphSha256: string;
  /** The types of the tensors of a GGUF file; null where none were asked for. */
  readonly chosen: ChosenTypes | null;
  /** The tokens that stay; null: all. */
  readonly vocabulary: WrittenVocabulary | null;
  /** Bytes of the files that hold the model, and its parameters. */
  readonly saved: ParameterCounts & { readonly bytesBefore: number; readonly bytesAfter: number };
}

/** The tokens of a written model. */
interface WrittenVocabulary {
  readonly rowsBefore: number;
  readonly rowsAfter: number;
  /** The number of tokens that stay for each reason. */
  readonly reasons: Readonly<Partial<Record<KeepReason, number>>>;
  /** The file that names them by the parent's ids. */
  readonly file: string;
}

/**
 * Writes a model without some of its blocks and sublayers, in the format of its parent or as ONNX: weights, config.json, the tokenizer, and
 * prune-plan.json. The folder appears whole or not at all. Weights of ONNX models are linked, unless they are to be copied; those of checkpoints are
 * copied.
 *
 *     parent/onnx/model.onnx, model.onnx_data     becomes     out/onnx/model.onnx (a new graph), model.onnx_data (a link to the parent's file)
 *
 * Before the folder appears, the written model is opened like any other model, and its logits are compared with those of its parent (certify). Copied
 * weights are digested at the same time.
 *
 * @throws AppError as openModel and removeUnits do; CERTIFICATE_FAILED where the written model computes something else; CONFLICT where `out` is taken;
 * DISK_FULL; FORBIDDEN.
 */
export async function pruneModel(options: PruneOptions): Promise<PruneResult> {
  const prepared = await preparePruning(options);
  const { write, kept, repair, tokens } = prepared;
  const { files, plan } = await writePrepared(prepared, options);
  const parameters = countBoth(write, kept, tokens);
  for (const file of write.weights) if (file.kind === 'link') await renewDigest(file.from, options.digests ?? {});
  return {
    ...listRemovedUnits(write.removal),
    kept,
    blocksBefore: plan.blocksBefore,
    blocksAfter: kept.length,
    ...parameters,
    files,
    notes: plan.notes,
    certificate: plan.certificate,
    plan,
    format: write.format,
    repair,
    graphSha256: getAt(files, 0).sha256,
    chosen: prepared.chosen,
    vocabulary: tokens === null ? null : describeTokens(tokens),
    saved: { bytesBefore: sizeOfParent(write.parent), bytesAfter: sizeOfWeights(write.weights), ...parameters },
  };
}

function describeTokens({ rowsBefore, keptIds, reasons }: KeptTokens): WrittenVocabulary {
  const counts = Object.entries(reasons).map(([reason, ids]) => [reason, ids.length]);
  return { rowsBefore, rowsAfter: keptIds.length, reasons: Object.fromEntries(counts), file: VOCABULARY_FILE };
}

interface ParameterCounts {
  readonly parametersBefore: number;
  readonly parametersAfter: number;
}

function countBoth(write: PreparedWrite, kept: readonly number[], tokens: KeptTokens | null): ParameterCounts {
  const sliced = countSliced(write, kept.length);
  return {
    parametersBefore: countParameters(write.parent.structure.model.graph) + sumIdle(write),
    parametersAfter: countParameters(write.graph) - sliced + sumIdle(write, kept) - countDroppedRows(write.parent, kept.length, tokens),
  };
}

/** Parameters that a checkpoint holds and no graph reads, of all blocks or of the kept ones. */
function sumIdle({ parent, format }: PreparedWrite, kept?: readonly number[]): number {
  if (kept !== undefined && format === 'onnx') return 0;
  return countIdle(parent.checkpoint).reduce((sum, count, block) => sum + (kept?.includes(block) === false ? 0 : count), 0);
}

/** The parameters of removed blocks in tensors outside the blocks: checkpoints lose them, a graph still holds the whole tensors. */
function countSliced({ parent, format }: PreparedWrite, kept: number): number {
  if (parent.checkpoint === null || format === 'onnx') return 0;
  const { decoder } = parent.checkpoint;
  return listSlicedTensors(decoder).reduce((sum, { parametersPerBlock }) => sum + parametersPerBlock, 0) * (decoder.blocks.length - kept);
}

/** Writes what is prepared, certifies it, and lets the folder appear. */
function writePrepared(
  { write, opened, plan: unproved, roundsAgain, roundings, tokens }: PreparedPruning,
  options: PruneOptions,
): Promise<{ readonly files: readonly WrittenFile[]; readonly plan: PrunePlan }> {
  const { format, weights, others, removal } = write;
  return replaceFolder(resolve(options.out), holdsPlan, async (folder) => {
    if (format === 'onnx') mkdirSync(join(folder, 'onnx'));
    const written = await writeFiles(folder, [...weights, ...others], options.digests ?? {});
    const [proof, digested] = await Promise.all([
      certifyPruning(
        opened,
        { removal, notes: unproved.notes, folder },
        { ...options, roundsAgain, roundings, keptIds: tokens?.keptIds ?? null },
      ),
      digestWritten(folder, written),
    ]);
    const plan: PrunePlan = { ...unproved, ...proof };
    const planFiles = await digestWritten(folder, await writeFiles(folder, [jsonFile(PLAN_FILE, plan)], {}));
    return { plan, files: [...digested, ...planFiles] };
  });
}

function holdsPlan(folder: string): boolean {
  return existsSync(join(folder, PLAN_FILE));
}

export interface PruneOptions extends ModelLookup {
  readonly model: string;
  /**
   * The units to remove, in the numbering of the parent, their repair, which is solved here, the type of a GGUF file, and the classes of characters whose
   * tokens stay.
   */
  readonly change: ModelChange;
  /** The folder to write: new, empty, or an earlier pruned model, which is replaced. */
  readonly out: string;
  /** The format, default `source`, or GGUF where the change names a type of such files. */
  readonly format?: OutputFormat | undefined;
  /** For GGUF: the types of the matrices. By default the one of the change; without one they keep theirs. */
  readonly types?: TypeRequest | undefined;
  /** For checkpoints: the tokens that stay. By default those of the change. */
  readonly keep?: KeepRule | undefined;
  /** For ONNX: if true, the kept weights are written. By default the weights file of the parent is linked, or copied where links are impossible. */
  readonly copyWeights?: boolean;
  readonly strategy?: string | undefined;
  /** Text on which the repair is judged; the solver does not see it. Default: none, and the held-out errors are null. */
  readonly heldOut?: ScoreInput | undefined;
  /** The folder in which digests of weight files are kept, so that linking a file does not require reading it. */
  readonly digests?: DigestOptions;
}

/** Everything of a pruned model but its certificate. Nothing is written yet. */
interface PreparedPruning {
  readonly write: PreparedWrite;
  /** The form of the parent from which units are removed, with a repair in place. */
  readonly opened: OpenedModel;
  readonly kept: readonly number[];
  readonly plan: Omit<PrunePlan, 'certificate'>;
  /** Null where no repair was asked for. */
  readonly repair: RepairRecord | null;
  /** Whether numbers of 16 bits are computed anew, and so rounded once more than those of the graph. */
  readonly roundsAgain: boolean;
  /** Null where no types were asked for. */
  readonly chosen: ChosenTypes | null;
  /** How the file rounds the weights of the graph, by their names. */
  readonly roundings: ReadonlyMap<string, Rounding>;
  /** Null: all tokens stay. */
  readonly tokens: KeptTokens | null;
}

/** @throws AppError as openModel and removeUnits do; MODEL_UNSUPPORTED for what the format cannot hold */
export async function preparePruning(options: PruneOptions): Promise<PreparedPruning> {
  const { precision, keepVocabulary: named } = options.change;
  const type = precision !== null && namesTypes(precision) ? precision : null;
  if (type === null) refusePrecision(options.change);
  const parent = openModel(options.model, options);
  checkElsewhere(parent, options.out);
  const blocksBefore = parent.structure.blocks.length;
  const wanted = options.change.remove;
  const format = chooseFormat(parent.source, options.format ?? (type === null ? 'source' : 'gguf'));
  const form = format === 'onnx' ? openExportForm(parent) : { opened: parent, notes: [] };
  const { types = type === null ? null : requestType(type) } = options;
  if (types !== null && format !== 'gguf')
    throw new AppError('BAD_USER_INPUT', `types are those of GGUF files, and ${format} is to be written; add --format gguf`);
  const { keep = named === null ? null : keepRuleOf(named, options) } = options;
  const tokens = keep === null ? null : keepTokens(parent, keep, format);
  const { opened, repair, rewritten } = await repairForm(parent, form.opened, { ...options, format });
  const { model, report } = removeUnits(opened.structure, wanted);
  const { removal, kept } = report;
  // A block without attention is not found as a block of its own again.
  if (removesBlocksOnly(removal) && (repair || opened.structure.sharedValues.length > 0)) checkReadable(model, kept.length);
  const units = { kept, removal, blocksBefore };
  const artefact = { format, pruned: model, copyWeights: options.copyWeights ?? false, rewritten, types, tokens, ...units };
  const { weights, described, chosen } = planArtefact(opened, artefact);
  const notes = [...described.notes, ...form.notes, ...describeRepair(repair), ...(tokens === null ? [] : [noteTokens(tokens)])];
  return {
    write: { parent, format, weights, others: described.files, removal, graph: model.graph, notes },
    opened: format === 'gguf' && rewritten.size > 0 ? roundRewritten(opened, rewritten) : opened,
    kept,
    repair,
    roundsAgain: holdsHalves(rewritten),
    chosen,
    roundings: listRoundings(opened, types?.rules ?? null),
    tokens,
    plan: {
      format: 'lamina-prune-plan@1',
      parent: describeParent(parent),
      strategy: options.strategy ?? EXPLICIT,
      blocksBefore,
      ...listRemovedUnits(removal),
      kept,
      config: described.configPatch,
      repair: repair === null ? null : { ...repair },
      types: types === null ? null : types.rules,
      notes,
    },
  };
}

/** @throws AppError as keepVocabulary does; MODEL_UNSUPPORTED for ONNX */
function keepTokens(parent: OpenedModel, rule: KeepRule, format: ModelFormat): KeptTokens {
  if (format === 'onnx' && parent.source.format !== 'onnx')
    throw new AppError(
      'MODEL_UNSUPPORTED',
      'Lamina trims the vocabulary of safetensors and GGUF, and not of ONNX; write the format of the parent',
    );
  return keepVocabulary(parent, rule).kept;
}

function noteTokens({ keptIds, rowsBefore }: KeptTokens): string {
  return `${keptIds.length} of ${rowsBefore} tokens stay, under new ids; ${VOCABULARY_FILE} lists their ids in the parent`;
}

/** The form of the parent with a repair in place, and the tensors of a checkpoint that hold it. */
async function repairForm(
  parent: OpenedModel,
  form: OpenedModel,
  {
    change: { remove: removal, repair: request },
    heldOut,
    format,
  }: Pick<PruneOptions, 'change' | 'heldOut'> & Pick<PreparedWrite, 'format'>,
): Promise<{ readonly opened: OpenedModel; readonly repair: RepairRecord | null; readonly rewritten: RewrittenTensors }> {
  if (!request) return { opened: form, repair: null, rewritten: new Map() };
  checkHolds(format, request.kind);
  if (format === 'safetensors') requireScalable(parent, removal, request.kind);
  if (format !== 'onnx') requireFoldable(parent, removal, request.kind);
  const fitted = await solveRepair(form, removal, { request, heldOut });
  const rewritten = format === 'onnx' ? new Map() : planRewritten(parent, fitted, removal);
  return { opened: fitted.opened, repair: fitted.record, rewritten };
}

/** The model with its repair in place. The caller waits for the whole, so progress is not reported. */
async function solveRepair(
  opened: OpenedModel,
  removal: Removal,
  { request, heldOut }: { readonly request: RepairRequest & CalibrationCut; readonly heldOut: ScoreInput | undefined },
): Promise<FittedRepair> {
  const { windows: _windows, ...whole } = request;
  const unseen = heldOut === undefined ? [] : cutCalibration(opened, { ...whole, calibration: heldOut }).calibration;
  return getAt(await finish(repairModel(opened, [request], { removal, ...cutCalibration(opened, request), heldOut: unseen })), 0);
}

function describeRepair(repair: RepairRecord | null): readonly string[] {
  return repair === null || repair.kind === 'none'
    ? []
    : [`a ${repair.kind} repair is part of this model; plans for other tools remove the blocks but do not contain the repair`];
}

/** True where numbers of 16 bits were computed anew, and so rounded once more than those of the graph. */
function holdsHalves(rewritten: RewrittenTensors): boolean {
  return [...rewritten.keys()].some(({ type }) => type === 'F16' || type === 'BF16');
}

/** Refuses a removal after which the blocks cannot be distinguished, as can happen where blocks read one another beside the stream. Nothing is then written. */
function checkReadable(model: OpenedModel['model'], kept: number): void {
  const found = findBlocks(model).blocks.length;
  if (found === kept) return;
  throw new AppError(
    'MODEL_UNSUPPORTED',
    `Lamina would find ${found} blocks instead of ${kept} in the pruned graph, because its blocks read each other outside the residual stream; remove other blocks`,
  );
}

/** Refuses repairs that the format cannot hold. @throws AppError MODEL_UNSUPPORTED naming those that it can */
function checkHolds(format: ModelFormat, kind: RepairKind): void {
  if (holdsRepair(format, kind)) return;
  const repairs = REPAIR_KINDS.filter((held) => held !== NO_REPAIR);
  const holds = repairs.filter((held) => holdsRepair(format, held));
  throw new AppError(
    'MODEL_UNSUPPORTED',
    `${format} cannot store a ${kind} repair: it holds ${holds.length === 0 ? 'no repair' : `only ${holds.join(', ')}`}; write the model with --format onnx, which holds ${repairs.join(', ')}`,
  );
}

/** The formats that a pruned model can be asked for; `source` is the format of its parent. */
export const OUTPUT_FORMATS = ['source', 'onnx', 'safetensors', 'gguf'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** The advice for each format that Lamina does not write. */
const ADVICE: Readonly<Record<Exclude<ModelFormat, 'onnx'>, string>> = {
  safetensors: 'prune the safetensors checkpoint of the same model instead',
  gguf: 'name the safetensors checkpoint of the same model instead, which can be',
};

/**
 * The format to write. Every model can become ONNX, a safetensors checkpoint GGUF, and a checkpoint keeps its own format.
 *
 * @throws AppError BAD_USER_INPUT for other pairs, naming both formats and another way.
 */
function chooseFormat({ format, path }: Pick<ModelSource, 'format' | 'path'>, wanted: OutputFormat): ModelFormat {
  if (wanted === 'source' || wanted === format) return format;
  if (wanted === 'onnx' || (wanted === 'gguf' && format === 'safetensors')) return wanted;
  throw new AppError('BAD_USER_INPUT', `${path} is ${format}, which Lamina cannot write as ${wanted}; ${ADVICE[wanted]}, or omit --format`);
}

const TORCH_TYPES: ReadonlyMap<string, string> = new Map([
  ['fp32', 'float32'],
  ['fp16', 'float16'],
  ['bf16', 'bfloat16'],
]);

/** The facts of the pruned model in a plan. */
function describeParent(opened: OpenedModel): PrunePlan['parent'] {
  const { source, mapped } = opened;
  const { torch_dtype, dtype = torch_dtype } = source.config;
  const reference = findReference(source);
  const stated = typeof dtype === 'string' ? dtype : null;
  const stored = TORCH_TYPES.get(precisionOf(mapped.model.graph)) ?? null;
  // Without original weights elsewhere, the plan is about these weights. If they were rounded to 16 bits, they are not float32, whatever config.json says.
  const isRounded = reference === null && stated === 'float32' && stored !== null;
  return {
    name: source.name,
    graphSha256: digestGraph(opened),
    reference,
    dtype: isRounded ? stored : (stated ?? stored),
    location: describeLocation(source),
  };
}

/** The place of the original weights: the name in config.json, unless it is a folder of another machine; or else the repository of the model. */
function findReference({ name, config }: OpenedModel['source']): string | null {
  const { _name_or_path: stated } = config;
  if (typeof stated === 'string' && /^[\w-][^\\/]*(\/[^\\/]+)?$/.test(stated)) return stated;
  return name.includes('/') ? name : null;
}

/** A reference that opens the same model from anywhere on this machine. */
function describeLocation({ format, folder, path }: ModelSource): string {
  if (format !== 'safetensors') return resolve(path);
  // A folder that also holds ONNX is read as ONNX, unless the other form is named.
  return `${resolve(folder)}:safetensors`;
}
