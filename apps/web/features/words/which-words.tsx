import type { ReactNode } from 'react';
import { ModelWordsDocument } from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { toQuerySource } from '../query/query-source.ts';
import { Section } from '../ui/section.tsx';
import { WordsChart } from './words-chart.tsx';

/** The tokens of a model by what they write; nothing where nobody counted them. */
export async function WhichWords({ slug }: { readonly slug: string }): Promise<ReactNode> {
  const { model } = await fetchApi(ModelWordsDocument, { slug });
  const classes = model?.tokenClasses ?? null;
  if (classes === null || classes.length === 0) return null;
  const canLose = classes.some(({ bytes }) => bytes !== null);
  return (
    <Section
      id="words"
      title="Which words?"
      intro={`Its tokens by what they write. ${canLose ? 'A study with smaller vocabularies measures the model without those of some scripts.' : 'This file keeps all of them: only safetensors and GGUF lose tokens.'}`}
    >
      <WordsChart slug={slug} classes={classes} query={toQuerySource(ModelWordsDocument, { slug })} />
    </Section>
  );
}
