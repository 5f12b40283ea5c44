export interface Config {
  /** Livery: gives self-hosted apps a company's own brand. */
  livery?: {
    /**
     * What the portal is for. One for production does not start with settings that are not safe, such as a guest login or
     * permissions that are switched off; one for staging logs them. Default: production when NODE_ENV says so, else development.
     */
    environment?: 'development' | 'staging' | 'production';

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

    /** How the portal looks at git repositories and container registries that people name. */
    remotes?: {
      /**
       * Hosts that may be in a private network or on the machine of the portal, such as `registry.intern:5000`. All others
       * have to be on the internet, whatever their names lead to. The metadata services of clouds are never connected to.
       * Default: none.
       */
      privateHosts?: string[];
      /** Registries that are spoken to in plain HTTP. Default: none. */
      plainHttpHosts?: string[];
      /** The only registries that people may name. Default: any on the internet, and those of `privateHosts`. */
      registryHosts?: string[];
      /**
       * A file with the certificates of authorities to trust beside the usual ones, as PEM.
       * A relative path starts at the working directory of the backend process.
       */
      certificateAuthorities?: string;
      /** How long a look may take, in seconds. Default: 30. */
      timeoutSeconds?: number;
      /** The address of the API of Amazon ECR, such as that of a private endpoint. Default: that of AWS. */
      awsEndpoint?: string;
    };

    runs?: {
      /**
       * The scaffolder template that carries out a run.
       * Default: `template:default/livery-brand-app`.
       */
      templateRef?: string;
    };

    /** Where credentials are kept. Without a key the portal starts, and credentials cannot be used. */
    vault?: {
      /**
       * The keys of the vault. The first one seals, all of them open: to change the key, put a new one first, start all
       * backends, and take the former one away when `GET /api/livery/v1/vault` says that it seals nothing any more.
       */
      keys?: Array<{
        /** The name of the key. It stays with what the key seals: give another key another name. */
        id: string;
        /** What kind of key it is. Default: `local`. Modules of the backend bring others, with settings of their own. */
        provider?: string;
        /**
         * For `local`: 32 random bytes in base64, as `openssl rand -base64 32` makes them.
         * @visibility secret
         */
        secret?: string;
        /**
         * For `local`: a file with such a text, in place of `secret`.
         * A relative path starts at the working directory of the backend process.
         */
        file?: string;
      }>;
    };

    assets?: {
      /**
       * Where the pictures and other files of brand templates are kept. Several backends need a folder that they share.
       * Default: the database. A relative path starts at the working directory of the backend process.
       */
      directory?: string;
    };

    limits?: {
      /** How often one caller may ask for what costs much, such as a preview. Each backend process counts for itself. */
      expensive?: {
        /** Default: 60. */
        requests?: number;
        /** Default: 60. */
        windowSeconds?: number;
      };
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
