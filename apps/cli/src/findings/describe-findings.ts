import type { Finding } from '@lamina/benchmarks';
import type { RecordingOrigin } from '../read-recording-origin.ts';

/** Findings as Markdown, which a terminal shows as well: docs/findings.md is this text. */
export function describeFindings(findings: readonly Finding[], { recordedAt, device }: RecordingOrigin): string {
  const sections = [...Map.groupBy(findings, ({ id }) => id).values()].flatMap((alike) =>
    alike.slice(0, 1).map((first) => toSection(first, alike)),
  );
  return ['# Findings', `${INTRODUCTION} Measured until ${recordedAt.slice(0, 10)} on ${device}.`, ...sections].join('\n\n');
}

const INTRODUCTION =
  'Six questions about the real models that come with Lamina. Every sentence is computed from the recorded losses: the page Findings, `lamina findings` (which prints this text) and `client.findings()` in Python give the same ones. A factor is perplexity ÷ that of the whole model, by [text-loss@1](metrics.md).';

function toSection({ question, caveat }: Finding, alike: readonly Finding[]): string {
  return [`## ${question}`, alike.map(({ sentence }) => `- ${sentence}`).join('\n'), caveat].join('\n\n');
}
