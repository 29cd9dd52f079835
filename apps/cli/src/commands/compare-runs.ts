import { globSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { compareRuns, describeLeftOut, describeRuns, formatRunsMarkdown, RUN_COLUMNS, type RunFile, readRun } from '@lamina/benchmarks';
import { AppError } from '@lamina/errors';
import type { Command } from 'commander';
import { z } from 'zod';
import { readInputFile } from '../options/read-input-file.ts';
import { fileOption, JSON_OPTION } from '../options/shared-options.ts';
import { formatTable } from '../table.ts';
import { defineVerb } from '../verb/define-verb.ts';
import { writeResult, writeText } from '../write-result.ts';

export function createCommand(): Command {
  return defineVerb({
    argument: '<runs...>',
    argumentHelp: 'two outputs of lm-evaluation-harness with --log_samples: files of samples, or their folders',
    options: z.strictObject({
      markdown: fileOption('Markdown', 'Write the table and the verdict as Markdown, as for a pull request.'),
      ...JSON_OPTION,
    }),
    shown: ['markdown', 'json'],
    async run(runs, { markdown, json }) {
      const [first = '', second = ''] = runs;
      if (runs.length !== 2) throw new AppError('BAD_USER_INPUT', `compare-runs compares two runs, and ${runs.length} were given`);
      const isUnnamed = !isFolder(first) && !isFolder(second);
      const result = compareRuns(readRun(readFiles(first), first, isUnnamed), readRun(readFiles(second), second, isUnnamed));
      const sentence = describeRuns(result);
      if (markdown !== undefined) writeText(markdown, formatRunsMarkdown(result));
      const columns = RUN_COLUMNS.map(
        ({ title, isNumeric, text }) => ({ title, align: isNumeric ? 'right' : 'left', value: text }) as const,
      );
      writeResult(json, { ...result, sentence }, [formatTable(result.rows, columns), ...describeLeftOut(result), sentence].join('\n'));
    },
  });
}

function readFiles(path: string): readonly RunFile[] {
  const files = isFolder(path) ? globSync('**/*.jsonl', { cwd: path }).map((file) => join(path, file)) : [path];
  // A single file may have any ending.
  return files.map((file) => ({ path: isFolder(path) ? file : `${basename(file, '.jsonl')}.jsonl`, text: readInputFile(file) }));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
