import { measureVocabularies, type VocabularyAnswer } from '@lamina/engine';
import { AppError } from '@lamina/errors';
import { option } from '@lamina/jobs';
import { formatCount } from '@lamina/plans';
import type { Command } from 'commander';
import { z } from 'zod';
import { modelLookup, wantedProviders } from '../env.ts';
import { locateModel } from '../locate-model.ts';
import { findKeepRule, hasOneKeepRule, KEEP_OPTIONS, ONE_KEEP_RULE } from '../options/keep-options.ts';
import { readTextFile } from '../options/read-input-file.ts';
import { filesOption, JSON_OPTION, RUN_OPTIONS } from '../options/shared-options.ts';
import { followProgress } from '../show-progress.ts';
import { formatTable } from '../table.ts';
import { defineVerb } from '../verb/define-verb.ts';
import { writeResult } from '../write-result.ts';

/** The bundled texts that are read where none is named. */
const TEXTS = ['austen', 'wikipedia-passages'];

export function createCommand(): Command {
  return defineVerb({
    options: z
      .strictObject({
        ...KEEP_OPTIONS,
        keepVocabulary: option(
          z.array(z.string().min(1)).min(1).optional(),
          'Kept tokens',
          'Lists to compare, each of characters and text files with commas: ascii, emoji, scripts of Unicode such as latin or cyrillic.',
          'lists...',
        ),
        text: filesOption('Texts', `Text files on which the loss is measured, or names of bundled texts. Default: ${TEXTS.join(', ')}.`),
        threads: RUN_OPTIONS.threads,
        ...JSON_OPTION,
      })
      .refine(({ keepVocabulary = [], ...rest }) => hasOneKeepRule({ ...rest, keepVocabulary: keepVocabulary[0] }), ONE_KEEP_RULE),
    shown: ['keepVocabulary', 'maxVocabulary', 'keepVocabularyIds', 'text', 'json'],
    hidden: ['threads'],
    async run([reference = ''], { keepVocabulary, text = TEXTS, threads, json, ...rest }) {
      const lists = (keepVocabulary ?? [undefined]).map((items) => {
        const rule = findKeepRule({ ...rest, keepVocabulary: items });
        if (rule === undefined)
          throw new AppError('BAD_USER_INPUT', 'name the tokens to keep: --keep-vocabulary latin, or --keep-vocabulary-ids FILE.json');
        return { keep: items ?? rest.keepVocabularyIds ?? `at most ${rest.maxVocabulary}`, rule };
      });
      const model = await locateModel(reference);
      const texts = text.map((name) => ({ text: name, content: readTextFile(name) }));
      const answer = await followProgress(measureVocabularies({ model, ...modelLookup(), lists, texts, threads, ...wantedProviders() }));
      writeResult(json, answer, describe(answer));
    },
  });
}

const percent = (share: number, digits = 1): string => `${(100 * share).toFixed(digits)} %`;

function describe({ lists }: VocabularyAnswer): string {
  return lists.map(describeList).join('\n\n');
}

function describeList({ keep, rowsBefore, rowsAfter, saved, texts, sentence }: VocabularyAnswer['lists'][number]): string {
  const table = formatTable(texts, [
    { title: 'text', align: 'left', value: ({ text }) => text },
    { title: 'bytes', value: ({ bytes }) => formatCount(bytes) },
    { title: 'tokens', value: ({ tokens }) => formatCount(tokens) },
    { title: 'after', value: ({ tokensAfter }) => formatCount(tokensAfter) },
    { title: 'dropped', value: ({ dropped }) => formatCount(dropped) },
    { title: 'more perplexity', value: ({ textLoss }) => percent(textLoss, 2) },
    { title: 'nats per byte', value: ({ lossPerByte }) => lossPerByte.toPrecision(2) },
    { title: 'changed words', value: ({ changedWords }) => percent(changedWords, 2) },
  ]);
  return [
    `${keep}: ${formatCount(rowsAfter)} of ${formatCount(rowsBefore)} tokens stay, ${formatCount(saved.bytesBefore)} to ${formatCount(saved.bytesAfter)} bytes (${percent(1 - saved.bytesAfter / saved.bytesBefore)} smaller)`,
    sentence,
    table,
  ].join('\n');
}
