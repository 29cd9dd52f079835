import { compilePythonRegex } from '../python/python-regex.ts';
import type { ExactMatchOptions } from '../task/metric-spec.ts';

/**
 * 1 if a generated answer equals one of the references after both are simplified in the same way, otherwise 0.
 * Source: lm-evaluation-harness 0.4.13, lm_eval/api/metrics.py, exact_match_hf_evaluate (order: regexes, case, punctuation, digits).
 * @throws AppError BAD_USER_INPUT for a regular expression without a JavaScript equivalent
 */
export function exactMatch(answer: string, references: readonly string[], options: ExactMatchOptions = {}): 0 | 1 {
  const simplify = createSimplifier(options);
  const simple = simplify(answer);
  return references.some((reference) => simplify(reference) === simple) ? 1 : 0;
}

function createSimplifier({ regexesToIgnore = [], ignoreCase, ignorePunctuation, ignoreNumbers }: ExactMatchOptions) {
  const regexes = regexesToIgnore.map(compilePythonRegex);
  return (text: string): string => {
    let simple = regexes.reduce((rest, regex) => rest.replaceAll(regex, ''), text);
    if (ignoreCase) simple = simple.toLowerCase();
    if (ignorePunctuation) simple = simple.replaceAll(/[!-/:-@[-`{-~]/g, '');
    return ignoreNumbers ? simple.replaceAll(/[0-9]/g, '') : simple;
  };
}
