import { spawnSync } from 'node:child_process';
import { endSuite, skipSuite } from './count-line.ts';

/**
 * Looks for known vulnerabilities of the packages that an installation runs (`npm audit --omit=dev`). Findings of level high and critical fail. A registry
 * that has no audit endpoint, such as a mirror, is no finding: then this says so, and checks nothing. Ends with the line `N passed, N failed`.
 */
const FAILING = ['high', 'critical'] as const;

interface Report {
  readonly metadata?: { readonly vulnerabilities: Readonly<Record<string, number>> };
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string; readonly range: string }>>;
  readonly message?: string;
}

const { stdout, stderr } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8', maxBuffer: 1 << 26 });
const { metadata, vulnerabilities = {}, message } = parse(stdout);
if (metadata === undefined) skipSuite(`the registry answers no audit (${message ?? stderr.trim().split('\n')[0]})`);
const counts = Object.entries(metadata.vulnerabilities).map(([level, count]) => `${count} ${level}`);
process.stdout.write(`known vulnerabilities: ${counts.join(', ')}\n`);
const found = Object.entries(vulnerabilities).filter(([, { severity }]) => FAILING.some((level) => level === severity));
for (const [name, { severity, range }] of found)
  process.stdout.write(`FAIL ${name} ${range}: ${severity}; run npm audit for the fixed version\n`);
endSuite({ passed: found.length === 0 ? 1 : 0, failed: found.length });

function parse(text: string): Report {
  try {
    return JSON.parse(text) as Report;
  } catch {
    return { message: `npm printed no JSON: ${text.slice(0, 200)}` };
  }
}
