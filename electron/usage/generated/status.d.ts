import * as $protobuf from "protobufjs/minimal.js";
import Long = require("long");

/** Namespace quotadeck. */
export namespace quotadeck {

    /**
     * Properties of a Status.
     * @deprecated Use quotadeck.Status.$Properties instead.
     */
    interface IStatus extends quotadeck.Status.$Properties {
    }

    /** Represents a Status. */
    class Status {

        /**
         * Constructs a new Status.
         * @param [properties] Properties to set
         */
        constructor(properties?: quotadeck.Status.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Status schemaVersion. */
        schemaVersion: number;

        /** Status build. */
        build?: (quotadeck.Build.$Properties|null);

        /** Status hostname. */
        hostname: string;

        /** Status bootId. */
        bootId: string;

        /** Status pid. */
        pid: number;

        /** Status startedAtMs. */
        startedAtMs: number;

        /** Status writtenAtMs. */
        writtenAtMs: number;

        /** Status sequence. */
        sequence: number;

        /** Status intervalMs. */
        intervalMs: number;

        /** Status fileSystems. */
        fileSystems: quotadeck.FileSystem.$Properties[];

        /** Status projects. */
        projects: quotadeck.Project.$Properties[];

        /** Status counters. */
        counters?: (quotadeck.Counters.$Properties|null);

        /** Status bodyLength. */
        bodyLength: number;

        /**
         * Creates a new Status instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Status instance
         */
        static create(properties: quotadeck.Status.$Shape): quotadeck.Status & quotadeck.Status.$Shape;
        static create(properties?: quotadeck.Status.$Properties): quotadeck.Status;

        /**
         * Encodes the specified Status message. Does not implicitly {@link quotadeck.Status.verify|verify} messages.
         * @param message Status message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: quotadeck.Status.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Status message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {quotadeck.Status & quotadeck.Status.$Shape} Status
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): quotadeck.Status & quotadeck.Status.$Shape;
    }

    namespace Status {

        /** Properties of a Status. */
        interface $Properties {

            /** Status schemaVersion */
            schemaVersion?: (number|null);

            /** Status build */
            build?: (quotadeck.Build.$Properties|null);

            /** Status hostname */
            hostname?: (string|null);

            /** Status bootId */
            bootId?: (string|null);

            /** Status pid */
            pid?: (number|null);

            /** Status startedAtMs */
            startedAtMs?: (number|null);

            /** Status writtenAtMs */
            writtenAtMs?: (number|null);

            /** Status sequence */
            sequence?: (number|null);

            /** Status intervalMs */
            intervalMs?: (number|null);

            /** Status fileSystems */
            fileSystems?: (quotadeck.FileSystem.$Properties[]|null);

            /** Status projects */
            projects?: (quotadeck.Project.$Properties[]|null);

            /** Status counters */
            counters?: (quotadeck.Counters.$Properties|null);

            /** Status bodyLength */
            bodyLength?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Status. */
        type $Shape = quotadeck.Status.$Properties;
    }

    /**
     * Properties of a Build.
     * @deprecated Use quotadeck.Build.$Properties instead.
     */
    interface IBuild extends quotadeck.Build.$Properties {
    }

    /** Represents a Build. */
    class Build {

        /**
         * Constructs a new Build.
         * @param [properties] Properties to set
         */
        constructor(properties?: quotadeck.Build.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Build version. */
        version: string;

        /** Build buildId. */
        buildId: Uint8Array;

        /** Build mesosVersion. */
        mesosVersion: string;

        /** Build libraryPath. */
        libraryPath: string;

        /** Build moduleName. */
        moduleName: string;

        /**
         * Creates a new Build instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Build instance
         */
        static create(properties: quotadeck.Build.$Shape): quotadeck.Build & quotadeck.Build.$Shape;
        static create(properties?: quotadeck.Build.$Properties): quotadeck.Build;

        /**
         * Encodes the specified Build message. Does not implicitly {@link quotadeck.Build.verify|verify} messages.
         * @param message Build message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: quotadeck.Build.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Build message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {quotadeck.Build & quotadeck.Build.$Shape} Build
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): quotadeck.Build & quotadeck.Build.$Shape;
    }

    namespace Build {

        /** Properties of a Build. */
        interface $Properties {

            /** Build version */
            version?: (string|null);

            /** Build buildId */
            buildId?: (Uint8Array|null);

            /** Build mesosVersion */
            mesosVersion?: (string|null);

            /** Build libraryPath */
            libraryPath?: (string|null);

            /** Build moduleName */
            moduleName?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Build. */
        type $Shape = quotadeck.Build.$Properties;
    }

    /**
     * Properties of a FileSystem.
     * @deprecated Use quotadeck.FileSystem.$Properties instead.
     */
    interface IFileSystem extends quotadeck.FileSystem.$Properties {
    }

    /** Represents a FileSystem. */
    class FileSystem {

        /**
         * Constructs a new FileSystem.
         * @param [properties] Properties to set
         */
        constructor(properties?: quotadeck.FileSystem.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** FileSystem device. */
        device: string;

        /** FileSystem mountPoint. */
        mountPoint: string;

        /** FileSystem accounting. */
        accounting: boolean;

        /** FileSystem enforcement. */
        enforcement: boolean;

        /** FileSystem sizeBytes. */
        sizeBytes: number;

        /** FileSystem usedBytes. */
        usedBytes: number;

        /**
         * Creates a new FileSystem instance using the specified properties.
         * @param [properties] Properties to set
         * @returns FileSystem instance
         */
        static create(properties: quotadeck.FileSystem.$Shape): quotadeck.FileSystem & quotadeck.FileSystem.$Shape;
        static create(properties?: quotadeck.FileSystem.$Properties): quotadeck.FileSystem;

        /**
         * Encodes the specified FileSystem message. Does not implicitly {@link quotadeck.FileSystem.verify|verify} messages.
         * @param message FileSystem message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: quotadeck.FileSystem.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a FileSystem message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {quotadeck.FileSystem & quotadeck.FileSystem.$Shape} FileSystem
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): quotadeck.FileSystem & quotadeck.FileSystem.$Shape;
    }

    namespace FileSystem {

        /** Properties of a FileSystem. */
        interface $Properties {

            /** FileSystem device */
            device?: (string|null);

            /** FileSystem mountPoint */
            mountPoint?: (string|null);

            /** FileSystem accounting */
            accounting?: (boolean|null);

            /** FileSystem enforcement */
            enforcement?: (boolean|null);

            /** FileSystem sizeBytes */
            sizeBytes?: (number|null);

            /** FileSystem usedBytes */
            usedBytes?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a FileSystem. */
        type $Shape = quotadeck.FileSystem.$Properties;
    }

    /** ProjectState enum. */
    enum ProjectState {

        /** PROJECT_STATE_UNSPECIFIED value */
        PROJECT_STATE_UNSPECIFIED = 0,

        /** PROJECT_STATE_ACTIVE value */
        PROJECT_STATE_ACTIVE = 1,

        /** PROJECT_STATE_RELEASED value */
        PROJECT_STATE_RELEASED = 2,

        /** PROJECT_STATE_ERROR value */
        PROJECT_STATE_ERROR = 3
    }

    /**
     * Properties of a Project.
     * @deprecated Use quotadeck.Project.$Properties instead.
     */
    interface IProject extends quotadeck.Project.$Properties {
    }

    /** Represents a Project. */
    class Project {

        /**
         * Constructs a new Project.
         * @param [properties] Properties to set
         */
        constructor(properties?: quotadeck.Project.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Project id. */
        id: number;

        /** Project containerName. */
        containerName: string;

        /** Project taskId. */
        taskId: string;

        /** Project executorId. */
        executorId: string;

        /** Project frameworkId. */
        frameworkId: string;

        /** Project path. */
        path: string;

        /** Project hardLimitBytes. */
        hardLimitBytes: number;

        /** Project inodeLimit. */
        inodeLimit: number;

        /** Project usedBytes. */
        usedBytes: number;

        /** Project usedInodes. */
        usedInodes: number;

        /** Project state. */
        state: quotadeck.ProjectState;

        /** Project sinceMs. */
        sinceMs: number;

        /** Project lastError. */
        lastError: string;

        /** Project fileSystem. */
        fileSystem: number;

        /** Project limitChanged. */
        limitChanged: boolean;

        /**
         * Creates a new Project instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Project instance
         */
        static create(properties: quotadeck.Project.$Shape): quotadeck.Project & quotadeck.Project.$Shape;
        static create(properties?: quotadeck.Project.$Properties): quotadeck.Project;

        /**
         * Encodes the specified Project message. Does not implicitly {@link quotadeck.Project.verify|verify} messages.
         * @param message Project message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: quotadeck.Project.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Project message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {quotadeck.Project & quotadeck.Project.$Shape} Project
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): quotadeck.Project & quotadeck.Project.$Shape;
    }

    namespace Project {

        /** Properties of a Project. */
        interface $Properties {

            /** Project id */
            id?: (number|null);

            /** Project containerName */
            containerName?: (string|null);

            /** Project taskId */
            taskId?: (string|null);

            /** Project executorId */
            executorId?: (string|null);

            /** Project frameworkId */
            frameworkId?: (string|null);

            /** Project path */
            path?: (string|null);

            /** Project hardLimitBytes */
            hardLimitBytes?: (number|null);

            /** Project inodeLimit */
            inodeLimit?: (number|null);

            /** Project usedBytes */
            usedBytes?: (number|null);

            /** Project usedInodes */
            usedInodes?: (number|null);

            /** Project state */
            state?: (quotadeck.ProjectState|null);

            /** Project sinceMs */
            sinceMs?: (number|null);

            /** Project lastError */
            lastError?: (string|null);

            /** Project fileSystem */
            fileSystem?: (number|null);

            /** Project limitChanged */
            limitChanged?: (boolean|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Project. */
        type $Shape = quotadeck.Project.$Properties;
    }

    /**
     * Properties of a Counters.
     * @deprecated Use quotadeck.Counters.$Properties instead.
     */
    interface ICounters extends quotadeck.Counters.$Properties {
    }

    /** Represents a Counters. */
    class Counters {

        /**
         * Constructs a new Counters.
         * @param [properties] Properties to set
         */
        constructor(properties?: quotadeck.Counters.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Counters launches. */
        launches: number;

        /** Counters launchFailures. */
        launchFailures: number;

        /** Counters released. */
        released: number;

        /** Counters sampleErrors. */
        sampleErrors: number;

        /** Counters writeErrors. */
        writeErrors: number;

        /**
         * Creates a new Counters instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Counters instance
         */
        static create(properties: quotadeck.Counters.$Shape): quotadeck.Counters & quotadeck.Counters.$Shape;
        static create(properties?: quotadeck.Counters.$Properties): quotadeck.Counters;

        /**
         * Encodes the specified Counters message. Does not implicitly {@link quotadeck.Counters.verify|verify} messages.
         * @param message Counters message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: quotadeck.Counters.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Counters message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {quotadeck.Counters & quotadeck.Counters.$Shape} Counters
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): quotadeck.Counters & quotadeck.Counters.$Shape;
    }

    namespace Counters {

        /** Properties of a Counters. */
        interface $Properties {

            /** Counters launches */
            launches?: (number|null);

            /** Counters launchFailures */
            launchFailures?: (number|null);

            /** Counters released */
            released?: (number|null);

            /** Counters sampleErrors */
            sampleErrors?: (number|null);

            /** Counters writeErrors */
            writeErrors?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Counters. */
        type $Shape = quotadeck.Counters.$Properties;
    }
}
