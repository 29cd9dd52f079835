import { toKebabName } from '@lamina/metrics';
import type { ReactNode } from 'react';
import { StripsOfDocument } from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { Section } from '../ui/section.tsx';
import { StripMultiples } from './strip-multiples.tsx';
import styles from './strips.module.css';
import { toModelsHref } from './strips-params.ts';
import { UncountedNote } from './uncounted-note.tsx';

/** The strips of one model, one for each way to judge its blocks; nothing where it has none. */
export async function ModelStrips({ slug }: { readonly slug: string }): Promise<ReactNode> {
  const operations = Object.values(await fetchApi(StripsOfDocument, { models: [slug] })).filter(({ strips }) => strips.length > 0);
  if (operations.length === 0) return null;
  return (
    <Section
      id="strips"
      title="Which of its blocks matter least?"
      intro="One strip for each way to judge a block, from input to output: colour is rank within the model, marked are the five that matter least. Ways disagree: read each for itself."
    >
      <StripMultiples
        groups={operations.map(({ operation, label, strips }) => ({
          title: null,
          href: toModelsHref(toKebabName(operation)),
          strips: strips.map((strip) => ({ ...strip, name: label })),
        }))}
      />
      <div className={styles.notes}>
        <UncountedNote strips={operations.flatMap(({ strips }) => strips)} />
      </div>
    </Section>
  );
}
