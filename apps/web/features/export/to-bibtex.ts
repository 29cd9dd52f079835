import { escapeLatex } from './escape-latex.ts';
import { isPublicAddress } from './is-public-address.ts';

/** The subject of the citation. */
export interface Citation {
  readonly title: string;
  readonly url: string;
  /** The date of access. */
  readonly date: Date;
}

/** A BibTeX entry for the view itself (with its URL if it is public), and one for the paper that defines the metric. */
export function toBibtex({ title, url, date }: Citation): string {
  const day = date.toISOString().slice(0, 10);
  return `@misc{lamina-${day},
  title        = {{${escapeLatex(title.replaceAll(/[{}\\]/g, ''))}}},
  author       = {{Lamina}},
  year         = {${day.slice(0, 4)}},
${isPublicAddress(url) ? `  howpublished = {\\url{${url}}},\n` : ''}  note         = {Accessed ${day}}
}

@article{men2024shortgpt,
  title   = {{ShortGPT}: Layers in Large Language Models are More Redundant Than You Expect},
  author  = {Men, Xin and Xu, Mingyu and Zhang, Qingyu and Wang, Bingning and Lin, Hongyu and Lu, Yaojie and Han, Xianpei and Chen, Weipeng},
  journal = {arXiv preprint arXiv:2403.03853},
  year    = {2024},
  url     = {https://arxiv.org/abs/2403.03853}
}
`;
}
