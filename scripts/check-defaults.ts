import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Refuses a default that replaces a missing value without a reason: `?? 0`, `?? ''`, `?? []`, `?? -1`. Where the value cannot be missing, getAt and
 * getEntry say so by throwing. Where it can, the comment above says when (docs/decisions/0004-static-checks.md).
 */
const ROOT = join(import.meta.dirname, '..');
const DEFAULT = /\?\? ?(?:0(?![.\w])|''|""|\[\]|-1)/g;
const SOURCE = /^(?:packages|apps)\/.*\.tsx?$/;
const TEST = /\.(?:test|fixture)\.tsx?$|\/testing\/|^packages\/test-(?:utils|database)\//;
/** A pattern that does not match has no groups, and a control of a form without a choice has the value ''. */
const IDIOMS = [/\.(?:exec|match)\(.*\) $/, /[vV]alue=\{[^{}]*$/];

const files = execFileSync('git', ['ls-files', 'packages', 'apps'], { cwd: ROOT, encoding: 'utf8' })
  .split('\n')
  .filter((path) => SOURCE.test(path) && !TEST.test(path));
const problems = files.flatMap((path) => listUnreasoned(path, readFileSync(join(ROOT, path), 'utf8').split('\n')));
if (problems.length > 0) {
  process.stderr.write(`Defaults without a reason; use getAt or getEntry of @lamina/errors, or say above when the value is missing.\n`);
  process.stderr.write(`${problems.join('\n')}\n`);
  process.exitCode = 1;
}

function listUnreasoned(path: string, lines: readonly string[]): readonly string[] {
  return lines.flatMap((line, index) => {
    const above = index === 0 ? '' : (lines[index - 1] as string).trim();
    if (above.startsWith('//') || above.endsWith('*/') || line.includes(' // ')) return [];
    const unreasoned = [...line.matchAll(DEFAULT)].filter((match) => !IDIOMS.some((idiom) => idiom.test(line.slice(0, match.index))));
    return unreasoned.map(() => `${path}:${index + 1}: ${line.trim()}`);
  });
}
