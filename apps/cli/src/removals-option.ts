import { Option } from 'commander';
import { parseIndices } from './parse-options.ts';

/** `--remove 3,4 --remove 5`: one removal per use; "" is the whole model. Its value is [] where it is not used. */
export function removalsOption(description: string): Option {
  return new Option('--remove <blocks>', description)
    .argParser((text: string, before: readonly (readonly number[])[]) => [...before, parseIndices(text)])
    .default([], '');
}
