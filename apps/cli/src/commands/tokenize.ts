import { AppError } from '@lamina/errors';
import { OPTIONS } from '@lamina/jobs';
import { findModelSource, loadTokenizer } from '@lamina/models';
import type { Command } from 'commander';
import { z } from 'zod';
import { modelRoots } from '../env.ts';
import { locateModel } from '../locate-model.ts';
import { readInputFile, readInputJson } from '../options/read-input-file.ts';
import { fileOption, filesOption, JSON_OPTION } from '../options/shared-options.ts';
import { defineVerb } from '../verb/define-verb.ts';
import { writeResult } from '../write-result.ts';

export function createCommand(): Command {
  return defineVerb({
    options: z
      .strictObject({
        strings: fileOption('Texts', 'A JSON array of texts.'),
        text: filesOption('Text files', 'Text files, one text each.'),
        bos: OPTIONS.bos,
        ...JSON_OPTION,
      })
      .refine(({ strings, text }) => (strings === undefined) !== (text === undefined), 'give either --strings FILE.json or --text FILE…'),
    shown: ['strings', 'text', 'bos', 'json'],
    async run([model = ''], { strings, text = [], bos, json }) {
      const texts = strings === undefined ? text.map(readInputFile) : readStrings(strings);
      const encoder = loadTokenizer(findModelSource(await locateModel(model), { roots: modelRoots() }));
      const ids = texts.map((each) => encoder.encode(each, bos));
      writeResult(json, { ids }, ids.map((row) => row.join(' ')).join('\n'));
    },
  });
}

function readStrings(path: string): readonly string[] {
  const value = readInputJson(path);
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return value;
  throw new AppError('BAD_USER_INPUT', `${path} must hold a JSON array of strings`);
}
