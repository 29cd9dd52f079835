import { stringify } from 'yaml';
import { ANONYMOUS_AUTHORS, type CitationFacts } from './citation-facts.ts';

/** The citation as a CITATION.cff (Citation File Format 1.2.0). */
export function printCff({ version, title, description, authors, licence, url, cut, sha256 }: CitationFacts): string {
  const names = authors.length > 0 ? authors : ANONYMOUS_AUTHORS;
  return stringify(
    {
      'cff-version': '1.2.0',
      message: 'If you use these data, please cite this release.',
      type: 'dataset',
      title,
      version,
      'date-released': cut.toISOString().slice(0, 10),
      authors: names.map((name) => ({ name })),
      // YAML leaves undefined keys out.
      abstract: description ?? undefined,
      license: licence ?? undefined,
      url: url ?? undefined,
      identifiers: sha256 ? [{ type: 'other', value: `sha256:${sha256}`, description: "SHA-256 of the release's SHA256SUMS" }] : undefined,
    },
    { lineWidth: 0 },
  );
}
