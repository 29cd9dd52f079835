import { readFileSync } from 'node:fs';
import { type BosPolicy, findModelSource, loadTokenizer } from '@lamina/engine';
import { AppError } from '@lamina/errors';
import { Command, Option } from 'commander';
import { modelRoots } from '../env.ts';
import { locateModel, MODEL_HELP } from '../locate-model.ts';
import { writeResult } from '../write-result.ts';

interface TokenizeFlags {
  readonly strings?: string;
  readonly text?: readonly string[];
  readonly bos: BosPolicy;
  readonly json?: string;
}

export function tokenizeCommand(): Command {
  return new Command('tokenize')
    .argument('<model>', MODEL_HELP)
    .addOption(new Option('--strings <file>', 'a JSON array of texts').conflicts('text'))
    .option('--text <files...>', 'text files, one text each')
    .addOption(new Option('--bos <policy>', 'beginning-of-text token').choices(['auto', 'always', 'never']).default('auto'))
    .option('--json <file>', 'write the result as JSON (- for stdout)')
    .action(async (reference: string, flags: TokenizeFlags, command: Command) => {
      if (flags.strings === undefined && flags.text === undefined)
        command.error('error: give either --strings FILE.json or --text FILE…', { exitCode: 2 });
      const texts = readTexts(flags);
      const encoder = loadTokenizer(findModelSource(await locateModel(reference), { roots: modelRoots() }));
      const ids = texts.map((text) => encoder.encode(text, flags.bos));
      writeResult(flags.json, { ids }, ids.map((row) => row.join(' ')).join('\n'));
    });
}

function readTexts({ strings, text = [] }: TokenizeFlags): readonly string[] {
  return strings === undefined ? text.map(readText) : parseStrings(strings);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new AppError('FILE_NOT_FOUND', `cannot read ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

function parseStrings(path: string): readonly string[] {
  const value = parseJson(readText(path), path);
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return value;
  throw new AppError('BAD_USER_INPUT', `${path} must hold a JSON array of strings`);
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('BAD_USER_INPUT', `${path} is not valid JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
