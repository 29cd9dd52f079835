import type { CitationFacts } from '../citation/citation-facts.ts';
import type { ReleaseOrigins } from './release-origins.ts';
import type { ReleaseStatements } from './statements.ts';

/** The data sheet of a release (Gebru et al., arXiv 1803.09010): what is measured, by whom, on which machine, and under which licence each row stands. */
export function printDataSheet(
  { title, version, authors, licence, cut }: CitationFacts,
  { measured, machines, models, sources }: ReleaseOrigins,
  says: ReleaseStatements,
): string {
  const day = (time: Date): string => time.toISOString().slice(0, 10);
  const bullets = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');
  const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
    [head, head.map(() => '---'), ...rows]
      .map((cells) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`)
      .join('\n');
  const licenceOfRows = licence ?? 'not stated';
  const terms = sources.map(({ title: name, licence: terms, credit, url }) => [name, terms, credit, url ?? '']); // some sources have no address
  return `# Data sheet of ${title}, release ${version}

## What is measured

${says.collection}

${says.raw} ${says.missing}

## By whom

Rows that were measured here were measured with Lamina${authors.length > 0 ? ` by ${authors.join(', ')}` : ''}. Rows of other sources name them; the table below lists the sources.

## When and on which machines

${measured === null ? 'Nothing was measured here.' : `From ${day(measured.from)} to ${day(measured.to)}; frozen at ${cut.toISOString()}.`}

${table(
  ['device', 'provider', 'runtime', 'measurements'],
  machines.map(({ device, provider, runtimeVersion, measurements }) => [device, provider, runtimeVersion, measurements]),
)}

## Licences

Rows that were measured here: ${licenceOfRows}. In the table \`layers\`, the column \`licence\` states the terms of each row:

${table(['source', 'licence', 'credit', 'address'], [['measured here', licenceOfRows, title, ''], ...terms])}

Weights are not part of the release. The measured models stand under these licences:

${table(
  ['model', 'licence of its weights'],
  models.map(({ model, licence: terms }) => [model, terms ?? 'not stated']),
)}

## Preparation

${bullets(says.preparation)}

## Uses and limits

${bullets(says.uses)}

${bullets([...says.limits, ...says.biases])}

${says.impact} ${says.people}

## Maintenance

${says.maintenance}
`;
}
