import { registerEnumType } from 'type-graphql';

/** How a citation is written. */
export const CitationFormat = { BIBTEX: 'BIBTEX', CFF: 'CFF' } as const;
export type CitationFormat = (typeof CitationFormat)[keyof typeof CitationFormat];

registerEnumType(CitationFormat, {
  name: 'CitationFormat',
  description: 'How a citation is written.',
  valuesConfig: {
    BIBTEX: { description: 'A BibTeX entry.' },
    CFF: { description: 'A CITATION.cff, Citation File Format 1.2.0.' },
  },
});
