export interface Config {
  /** Livery: gives self-hosted apps a company's own brand. */
  livery?: {
    /**
     * A brand folder (`brand.yaml` and `assets/`) that becomes the first brand template when there is none yet.
     * A relative path starts at the working directory of the backend process.
     */
    sampleBrand?: string;

    /** Upstreams that people can pick by name. Each has either a `url` or a `folder`. */
    upstreams?: Array<{
      /** What a run refers to. */
      id: string;
      /** What people read. */
      title: string;
      /** A git repository over https. */
      url?: string;
      /** Branch, tag or commit; without it the default branch. */
      ref?: string;
      /**
       * A folder on the machine of the backend. Its path is never shown to anyone.
       * A relative path starts at the working directory of the backend process.
       */
      folder?: string;
    }>;

    /**
     * The hosts that people may name in the address of a repository of their own, such as `git.example.org`; with a
     * port where it is not that of https. The hosts of `upstreams` need not be repeated here.
     * Default: github.com, gitlab.com, bitbucket.org and codeberg.org.
     */
    allowedHosts?: string[];

    runs?: {
      /**
       * The scaffolder template that carries out a run.
       * Default: `template:default/livery-brand-app`.
       */
      templateRef?: string;
    };

    outputs: {
      /**
       * Where the files that runs produce are kept. Several backends need a folder that they share.
       * A relative path starts at the working directory of the backend process.
       */
      directory: string;
      /** The largest file that a run may store. Default: 2 GiB. */
      maxSizeBytes?: number;
    };
  };
}
