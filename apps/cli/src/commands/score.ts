import { type BosPolicy, type ScoreInput, type ScoreResult, scoreModel } from '@lamina/engine';
import { AppError } from '@lamina/errors';
import { Command, Option } from 'commander';
import { digestFolder, modelRoots, wantedProviders } from '../env.ts';
import { locateModel, MODEL_HELP } from '../locate-model.ts';
import { parseCount, parseWindow, readInputFile, readInputJson } from '../parse-options.ts';
import { readChats } from '../read-chats.ts';
import { addRemovalOptions, findRemoval, type RemovalFlags } from '../removal-options.ts';
import { followProgress } from '../show-progress.ts';
import { writeResult } from '../write-result.ts';

interface ScoreFlags extends RemovalFlags {
  readonly text?: readonly string[];
  readonly chat?: string;
  readonly ids?: string;
  readonly window?: number;
  readonly stride?: number;
  readonly windows?: number;
  readonly batch?: number;
  readonly threads?: number;
  readonly bos: BosPolicy;
  readonly losses: boolean;
  readonly blockByBlock?: boolean;
  readonly selfCheck: boolean;
  readonly leaveOneOut?: boolean;
  readonly greedy?: number;
  readonly json?: string;
}

export function scoreCommand(): Command {
  const command = new Command('score')
    .argument('<model>', MODEL_HELP)
    .option('--text <files...>', 'text files, one document each')
    .option('--chat <file>', 'conversations as JSONL, one list of messages a line, written by the model’s chat template')
    .option('--ids <file>', 'token ids as JSON: one sequence, or rows of equal length')
    .option('--window <tokens>', 'tokens per window (256)', parseWindow)
    .option('--stride <tokens>', 'distance between windows (the window)', parseCount)
    .option('--windows <n>', 'use the first n windows', parseCount)
    .option('--batch <n>', 'windows per run', parseCount)
    .option('--threads <n>', 'threads of the runtime', parseCount)
    .addOption(new Option('--bos <policy>', 'beginning-of-text token').choices(['auto', 'always', 'never']).default('auto'))
    .option('--no-losses', 'block metrics alone: sooner, without token losses')
    .option('--block-by-block', 'load one block at a time (what models larger than memory are scored with anyway)')
    .option('--no-self-check', 'do not compare logits before and after rewriting the graph first')
    .option('--leave-one-out', 'also measure what leaving out each block, attention and MLP in turn adds to the loss')
    .option('--greedy <n>', 'also remove n blocks one by one, each time the one that costs least', parseCount)
    .option('--json <file>', 'write the result as JSON (- for stdout)')
    .action(async (model: string, flags: ScoreFlags, command: Command) => {
      if ([flags.text, flags.chat, flags.ids].filter((given) => given !== undefined).length !== 1)
        command.error('error: give one of --text FILE…, --chat FILE and --ids FILE', { exitCode: 2 });
      const { text, chat, ids, json, remove: _blocks, removeAttention: _attention, removeMlp: _mlp, ...settings } = flags;
      const removal = findRemoval(flags);
      const place = await locateModel(model);
      const job = scoreModel({
        model: place,
        roots: modelRoots(),
        digests: { cacheFolder: digestFolder() },
        input: chat === undefined ? readInput(text, ids) : { texts: readChats(chat, place) },
        // Conversations are mostly shorter than a window.
        ...(chat === undefined ? {} : { partialWindows: 'scored' as const }),
        ...settings,
        ...(removal ? { removal } : {}),
        ...wantedProviders(),
      });
      const result = dropUnits(await followProgress(job));
      writeResult(json, result, describe(result));
    });
  return addRemovalOptions(command, 'score');
}

type ScoreReport = Omit<ScoreResult, 'units' | 'lossIncreaseUnits' | 'attentionLossIncreaseUnits' | 'mlpLossIncreaseUnits'>;

/** Sums of every document are for bootstraps, not for files. */
function dropUnits({
  units: _units,
  lossIncreaseUnits: _blocks,
  attentionLossIncreaseUnits: _attention,
  mlpLossIncreaseUnits: _mlp,
  ...result
}: ScoreResult): ScoreReport {
  return result;
}

function readInput(text: readonly string[] | undefined, ids: string | undefined): ScoreInput {
  return text ? { texts: text.map(readInputFile) } : parseIds(readInputJson(ids ?? ''), ids ?? '');
}

function parseIds(value: unknown, file: string): ScoreInput {
  const wrong = (): never => {
    throw new AppError(
      'BAD_USER_INPUT',
      `${file} must hold token ids: [1, 2, …], [[1, 2], …] with rows of one length, { "ids": […] } or { "inputIds": [[…]], "attentionMask": [[…]] }`,
    );
  };
  const sequence = (list: unknown): list is number[] =>
    Array.isArray(list) && list.length > 0 && list.every((id) => Number.isInteger(id) && id >= 0);
  const rows = (list: unknown): list is number[][] =>
    Array.isArray(list) && list.length > 0 && list.every(sequence) && new Set(list.map(({ length }) => length)).size === 1;
  if (sequence(value)) return { ids: value };
  if (rows(value)) return { inputIds: value };
  if (typeof value !== 'object' || value === null) return wrong();
  const { ids, inputIds, attentionMask } = value as Readonly<Record<string, unknown>>;
  if (sequence(ids)) return { ids };
  if (!rows(inputIds)) return wrong();
  if (attentionMask === undefined) return { inputIds };
  return rows(attentionMask) && attentionMask.length === inputIds.length ? { inputIds, attentionMask } : wrong();
}

function describe({ definition, blockInfluence, attentionInfluence, mlpInfluence, tokensPerSecond, nllPerWindow }: ScoreReport): string {
  const losses = nllPerWindow.reduce((sum, value) => sum + value, 0);
  const predicted = definition.tokens - definition.windows;
  const numberOf = (value: number | null | undefined): string => value?.toFixed(5) ?? 'undefined';
  const lines = blockInfluence.mean.map((mean, block) => {
    const halves = attentionInfluence && mlpInfluence ? [attentionInfluence.mean[block], mlpInfluence.mean[block]] : [];
    return [`  ${block}`, numberOf(mean), `± ${blockInfluence.standardError[block]?.toFixed(5) ?? '–'}`, ...halves.map(numberOf)].join(
      '\t',
    );
  });
  return [
    `${definition.tokens} tokens in ${definition.windows} windows, ${tokensPerSecond.toFixed(0)} tokens/s`,
    ...(nllPerWindow.length === 0
      ? []
      : [`perplexity ${Math.exp(losses / predicted).toFixed(3)} (mean loss ${(losses / predicted).toFixed(4)} nats per token)`]),
    `block influence (mean, standard error${attentionInfluence ? '; influence of the attention, of the MLP' : ''}):`,
    ...lines,
  ].join('\n');
}
