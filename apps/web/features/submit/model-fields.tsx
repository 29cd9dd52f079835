'use client';

import type { ReactNode } from 'react';
import control from '../ui/control.module.css';
import { readText } from '../ui/read-text.ts';
import type { UploadedModelInput } from '../upload/model-uploads.ts';
import { suggestSlug } from './suggest-slug.ts';

/** Reads the fields of `ModelFields` from a form; the short name is empty if none was given. */
export function readModelWords(data: FormData): UploadedModelInput {
  const family = readText(data, 'family');
  return {
    slug: readText(data, 'slug'),
    name: readText(data, 'name') || null,
    licence: readText(data, 'licence') || null,
    family: family === '' ? null : { slug: suggestSlug(family), name: family },
  };
}

export interface ModelFieldsProps {
  /** The short name that is used if none is given; undefined = one must be given. */
  readonly suggestedSlug?: string;
}

/** Fields for the texts about a registered model. */
export function ModelFields({ suggestedSlug }: ModelFieldsProps): ReactNode {
  return (
    <>
      <label className={control.field}>
        Short name
        <input
          className={control.input}
          name="slug"
          required={suggestedSlug === undefined}
          placeholder={suggestedSlug === undefined ? 'such as tiny-llama' : suggestedSlug || 'made from it'}
          pattern="[a-z0-9][a-z0-9._\-]*"
          spellCheck={false}
        />
      </label>
      <label className={control.field}>
        Name
        <input className={control.input} name="name" placeholder="the short name" />
      </label>
      <label className={control.field}>
        Licence
        <input className={control.input} name="licence" placeholder="not stated" />
      </label>
      <label className={control.field}>
        Family
        <input className={control.input} name="family" placeholder="its architecture" />
      </label>
    </>
  );
}
