/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["default"] || ($protobuf.roots["default"] = {});

export const quotadeck = $root.quotadeck = (() => {

    /**
     * Namespace quotadeck.
     * @exports quotadeck
     * @namespace
     */
    const quotadeck = {};

    quotadeck.Status = (function() {

        /**
         * Properties of a Status.
         * @typedef {Object} quotadeck.Status.$Properties
         * @property {number|null} [schemaVersion] Status schemaVersion
         * @property {quotadeck.Build.$Properties|null} [build] Status build
         * @property {string|null} [hostname] Status hostname
         * @property {string|null} [bootId] Status bootId
         * @property {number|null} [pid] Status pid
         * @property {number|null} [startedAtMs] Status startedAtMs
         * @property {number|null} [writtenAtMs] Status writtenAtMs
         * @property {number|null} [sequence] Status sequence
         * @property {number|null} [intervalMs] Status intervalMs
         * @property {Array.<quotadeck.FileSystem.$Properties>|null} [fileSystems] Status fileSystems
         * @property {Array.<quotadeck.Project.$Properties>|null} [projects] Status projects
         * @property {quotadeck.Counters.$Properties|null} [counters] Status counters
         * @property {number|null} [bodyLength] Status bodyLength
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Status.
         * @memberof quotadeck
         * @interface IStatus
         * @augments quotadeck.Status.$Properties
         * @deprecated Use quotadeck.Status.$Properties instead.
         */

        /**
         * Shape of a Status.
         * @typedef {quotadeck.Status.$Properties} quotadeck.Status.$Shape
         */

        /**
         * Constructs a new Status.
         * @memberof quotadeck
         * @classdesc Represents a Status.
         * @constructor
         * @param {quotadeck.Status.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Status = function (properties) {
            this.fileSystems = [];
            this.projects = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Status schemaVersion.
         * @member {number} schemaVersion
         * @memberof quotadeck.Status
         * @instance
         */
        Status.prototype.schemaVersion = 0;

        /**
         * Status build.
         * @member {quotadeck.Build.$Properties|null|undefined} build
         * @memberof quotadeck.Status
         * @instance
         */
        Status.prototype.build = null;

        /**
         * Status hostname.
         * @member {string} hostname
         * @memberof quotadeck.Status
         * @instance
         */
        Status.prototype.hostname = "";

        /**
         * Status bootId.
         * @member {string} bootId
         * @memberof quotadeck.Status
         * @instance
         */
        Status.prototype.bootId = "";

        /**
         * Status pid.
         * @member {number} pid
         * @memberof quotadeck.Status
         * @instance
         */
        Status.prototype.pid = 0;

        /**
         * Status startedAtMs.
         * @member {number} startedAtMs
         * @memberof quotadeck.Status
         * @instance
         */
        Status.prototype.startedAtMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Status writtenAtMs.
         * @member {number} writtenAtMs
         * @memberof quotadeck.Status
         * @instance
         */
        Status.prototype.writtenAtMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Status sequence.
         * @member {number} sequence
         * @memberof quotadeck.Status
         * @instance
         */
        Status.prototype.sequence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Status intervalMs.
         * @member {number} intervalMs
         * @memberof quotadeck.Status
         * @instance
         */
        Status.prototype.intervalMs = 0;

        /**
         * Status fileSystems.
         * @member {Array.<quotadeck.FileSystem.$Properties>} fileSystems
         * @memberof quotadeck.Status
         * @instance
         */
        Status.prototype.fileSystems = $util.emptyArray;

        /**
         * Status projects.
         * @member {Array.<quotadeck.Project.$Properties>} projects
         * @memberof quotadeck.Status
         * @instance
         */
        Status.prototype.projects = $util.emptyArray;

        /**
         * Status counters.
         * @member {quotadeck.Counters.$Properties|null|undefined} counters
         * @memberof quotadeck.Status
         * @instance
         */
        Status.prototype.counters = null;

        /**
         * Status bodyLength.
         * @member {number} bodyLength
         * @memberof quotadeck.Status
         * @instance
         */
        Status.prototype.bodyLength = 0;

        /**
         * Creates a new Status instance using the specified properties.
         * @function create
         * @memberof quotadeck.Status
         * @static
         * @param {quotadeck.Status.$Properties=} [properties] Properties to set
         * @returns {quotadeck.Status} Status instance
         * @type {{
         *   (properties: quotadeck.Status.$Shape): quotadeck.Status & quotadeck.Status.$Shape;
         *   (properties?: quotadeck.Status.$Properties): quotadeck.Status;
         * }}
         */
        Status.create = function(properties) {
            return new Status(properties);
        };

        /**
         * Encodes the specified Status message. Does not implicitly {@link quotadeck.Status.verify|verify} messages.
         * @function encode
         * @memberof quotadeck.Status
         * @static
         * @param {quotadeck.Status.$Properties} message Status message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Status.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.schemaVersion != null && $Object.hasOwnProperty.call(message, "schemaVersion") && message.schemaVersion !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.schemaVersion);
            if (message.build != null && $Object.hasOwnProperty.call(message, "build"))
                $root.quotadeck.Build.encode(message.build, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
            if (message.hostname != null && $Object.hasOwnProperty.call(message, "hostname") && message.hostname !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.hostname);
            if (message.bootId != null && $Object.hasOwnProperty.call(message, "bootId") && message.bootId !== "")
                writer.uint32(/* id 4, wireType 2 =*/34).string(message.bootId);
            if (message.pid != null && $Object.hasOwnProperty.call(message, "pid") && message.pid !== 0)
                writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.pid);
            if (message.startedAtMs != null && $Object.hasOwnProperty.call(message, "startedAtMs") && (typeof message.startedAtMs === "object" ? message.startedAtMs.low || message.startedAtMs.high : message.startedAtMs !== 0))
                writer.uint32(/* id 6, wireType 0 =*/48).uint64(message.startedAtMs);
            if (message.writtenAtMs != null && $Object.hasOwnProperty.call(message, "writtenAtMs") && (typeof message.writtenAtMs === "object" ? message.writtenAtMs.low || message.writtenAtMs.high : message.writtenAtMs !== 0))
                writer.uint32(/* id 7, wireType 0 =*/56).uint64(message.writtenAtMs);
            if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && (typeof message.sequence === "object" ? message.sequence.low || message.sequence.high : message.sequence !== 0))
                writer.uint32(/* id 8, wireType 0 =*/64).uint64(message.sequence);
            if (message.intervalMs != null && $Object.hasOwnProperty.call(message, "intervalMs") && message.intervalMs !== 0)
                writer.uint32(/* id 9, wireType 0 =*/72).uint32(message.intervalMs);
            if (message.fileSystems != null && message.fileSystems.length)
                for (let i = 0; i < message.fileSystems.length; ++i)
                    $root.quotadeck.FileSystem.encode(message.fileSystems[i], writer.uint32(/* id 10, wireType 2 =*/82).fork(), _depth + 1).ldelim();
            if (message.projects != null && message.projects.length)
                for (let i = 0; i < message.projects.length; ++i)
                    $root.quotadeck.Project.encode(message.projects[i], writer.uint32(/* id 11, wireType 2 =*/90).fork(), _depth + 1).ldelim();
            if (message.counters != null && $Object.hasOwnProperty.call(message, "counters"))
                $root.quotadeck.Counters.encode(message.counters, writer.uint32(/* id 12, wireType 2 =*/98).fork(), _depth + 1).ldelim();
            if (message.bodyLength != null && $Object.hasOwnProperty.call(message, "bodyLength") && message.bodyLength !== 0)
                writer.uint32(/* id 15, wireType 5 =*/125).fixed32(message.bodyLength);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Status message from the specified reader or buffer.
         * @function decode
         * @memberof quotadeck.Status
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {quotadeck.Status & quotadeck.Status.$Shape} Status
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Status.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.quotadeck.Status();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.schemaVersion = value;
                        else
                            delete message.schemaVersion;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.build = $root.quotadeck.Build.decode(reader, reader.size(), $undefined, _depth + 1, message.build);
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.hostname = value;
                        else
                            delete message.hostname;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.bootId = value;
                        else
                            delete message.bootId;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.pid = value;
                        else
                            delete message.pid;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.startedAtMs = value;
                        else
                            delete message.startedAtMs;
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.writtenAtMs = value;
                        else
                            delete message.writtenAtMs;
                        continue;
                    }
                case 8: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.sequence = value;
                        else
                            delete message.sequence;
                        continue;
                    }
                case 9: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.intervalMs = value;
                        else
                            delete message.intervalMs;
                        continue;
                    }
                case 10: {
                        if (wireType !== 2)
                            break;
                        if (!(message.fileSystems && message.fileSystems.length))
                            message.fileSystems = [];
                        message.fileSystems.push($root.quotadeck.FileSystem.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 11: {
                        if (wireType !== 2)
                            break;
                        if (!(message.projects && message.projects.length))
                            message.projects = [];
                        message.projects.push($root.quotadeck.Project.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 12: {
                        if (wireType !== 2)
                            break;
                        message.counters = $root.quotadeck.Counters.decode(reader, reader.size(), $undefined, _depth + 1, message.counters);
                        continue;
                    }
                case 15: {
                        if (wireType !== 5)
                            break;
                        if (value = reader.fixed32())
                            message.bodyLength = value;
                        else
                            delete message.bodyLength;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Status;
    })();

    quotadeck.Build = (function() {

        /**
         * Properties of a Build.
         * @typedef {Object} quotadeck.Build.$Properties
         * @property {string|null} [version] Build version
         * @property {Uint8Array|null} [buildId] Build buildId
         * @property {string|null} [mesosVersion] Build mesosVersion
         * @property {string|null} [libraryPath] Build libraryPath
         * @property {string|null} [moduleName] Build moduleName
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Build.
         * @memberof quotadeck
         * @interface IBuild
         * @augments quotadeck.Build.$Properties
         * @deprecated Use quotadeck.Build.$Properties instead.
         */

        /**
         * Shape of a Build.
         * @typedef {quotadeck.Build.$Properties} quotadeck.Build.$Shape
         */

        /**
         * Constructs a new Build.
         * @memberof quotadeck
         * @classdesc Represents a Build.
         * @constructor
         * @param {quotadeck.Build.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Build = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Build version.
         * @member {string} version
         * @memberof quotadeck.Build
         * @instance
         */
        Build.prototype.version = "";

        /**
         * Build buildId.
         * @member {Uint8Array} buildId
         * @memberof quotadeck.Build
         * @instance
         */
        Build.prototype.buildId = $util.newBuffer([]);

        /**
         * Build mesosVersion.
         * @member {string} mesosVersion
         * @memberof quotadeck.Build
         * @instance
         */
        Build.prototype.mesosVersion = "";

        /**
         * Build libraryPath.
         * @member {string} libraryPath
         * @memberof quotadeck.Build
         * @instance
         */
        Build.prototype.libraryPath = "";

        /**
         * Build moduleName.
         * @member {string} moduleName
         * @memberof quotadeck.Build
         * @instance
         */
        Build.prototype.moduleName = "";

        /**
         * Creates a new Build instance using the specified properties.
         * @function create
         * @memberof quotadeck.Build
         * @static
         * @param {quotadeck.Build.$Properties=} [properties] Properties to set
         * @returns {quotadeck.Build} Build instance
         * @type {{
         *   (properties: quotadeck.Build.$Shape): quotadeck.Build & quotadeck.Build.$Shape;
         *   (properties?: quotadeck.Build.$Properties): quotadeck.Build;
         * }}
         */
        Build.create = function(properties) {
            return new Build(properties);
        };

        /**
         * Encodes the specified Build message. Does not implicitly {@link quotadeck.Build.verify|verify} messages.
         * @function encode
         * @memberof quotadeck.Build
         * @static
         * @param {quotadeck.Build.$Properties} message Build message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Build.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.version);
            if (message.buildId != null && $Object.hasOwnProperty.call(message, "buildId") && message.buildId.length)
                writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.buildId);
            if (message.mesosVersion != null && $Object.hasOwnProperty.call(message, "mesosVersion") && message.mesosVersion !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.mesosVersion);
            if (message.libraryPath != null && $Object.hasOwnProperty.call(message, "libraryPath") && message.libraryPath !== "")
                writer.uint32(/* id 4, wireType 2 =*/34).string(message.libraryPath);
            if (message.moduleName != null && $Object.hasOwnProperty.call(message, "moduleName") && message.moduleName !== "")
                writer.uint32(/* id 5, wireType 2 =*/42).string(message.moduleName);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Build message from the specified reader or buffer.
         * @function decode
         * @memberof quotadeck.Build
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {quotadeck.Build & quotadeck.Build.$Shape} Build
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Build.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.quotadeck.Build();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.version = value;
                        else
                            delete message.version;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.buildId = value;
                        else
                            delete message.buildId;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.mesosVersion = value;
                        else
                            delete message.mesosVersion;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.libraryPath = value;
                        else
                            delete message.libraryPath;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.moduleName = value;
                        else
                            delete message.moduleName;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Build;
    })();

    quotadeck.FileSystem = (function() {

        /**
         * Properties of a FileSystem.
         * @typedef {Object} quotadeck.FileSystem.$Properties
         * @property {string|null} [device] FileSystem device
         * @property {string|null} [mountPoint] FileSystem mountPoint
         * @property {boolean|null} [accounting] FileSystem accounting
         * @property {boolean|null} [enforcement] FileSystem enforcement
         * @property {number|null} [sizeBytes] FileSystem sizeBytes
         * @property {number|null} [usedBytes] FileSystem usedBytes
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a FileSystem.
         * @memberof quotadeck
         * @interface IFileSystem
         * @augments quotadeck.FileSystem.$Properties
         * @deprecated Use quotadeck.FileSystem.$Properties instead.
         */

        /**
         * Shape of a FileSystem.
         * @typedef {quotadeck.FileSystem.$Properties} quotadeck.FileSystem.$Shape
         */

        /**
         * Constructs a new FileSystem.
         * @memberof quotadeck
         * @classdesc Represents a FileSystem.
         * @constructor
         * @param {quotadeck.FileSystem.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const FileSystem = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * FileSystem device.
         * @member {string} device
         * @memberof quotadeck.FileSystem
         * @instance
         */
        FileSystem.prototype.device = "";

        /**
         * FileSystem mountPoint.
         * @member {string} mountPoint
         * @memberof quotadeck.FileSystem
         * @instance
         */
        FileSystem.prototype.mountPoint = "";

        /**
         * FileSystem accounting.
         * @member {boolean} accounting
         * @memberof quotadeck.FileSystem
         * @instance
         */
        FileSystem.prototype.accounting = false;

        /**
         * FileSystem enforcement.
         * @member {boolean} enforcement
         * @memberof quotadeck.FileSystem
         * @instance
         */
        FileSystem.prototype.enforcement = false;

        /**
         * FileSystem sizeBytes.
         * @member {number} sizeBytes
         * @memberof quotadeck.FileSystem
         * @instance
         */
        FileSystem.prototype.sizeBytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * FileSystem usedBytes.
         * @member {number} usedBytes
         * @memberof quotadeck.FileSystem
         * @instance
         */
        FileSystem.prototype.usedBytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Creates a new FileSystem instance using the specified properties.
         * @function create
         * @memberof quotadeck.FileSystem
         * @static
         * @param {quotadeck.FileSystem.$Properties=} [properties] Properties to set
         * @returns {quotadeck.FileSystem} FileSystem instance
         * @type {{
         *   (properties: quotadeck.FileSystem.$Shape): quotadeck.FileSystem & quotadeck.FileSystem.$Shape;
         *   (properties?: quotadeck.FileSystem.$Properties): quotadeck.FileSystem;
         * }}
         */
        FileSystem.create = function(properties) {
            return new FileSystem(properties);
        };

        /**
         * Encodes the specified FileSystem message. Does not implicitly {@link quotadeck.FileSystem.verify|verify} messages.
         * @function encode
         * @memberof quotadeck.FileSystem
         * @static
         * @param {quotadeck.FileSystem.$Properties} message FileSystem message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        FileSystem.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.device != null && $Object.hasOwnProperty.call(message, "device") && message.device !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.device);
            if (message.mountPoint != null && $Object.hasOwnProperty.call(message, "mountPoint") && message.mountPoint !== "")
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.mountPoint);
            if (message.accounting != null && $Object.hasOwnProperty.call(message, "accounting") && message.accounting !== false)
                writer.uint32(/* id 3, wireType 0 =*/24).bool(message.accounting);
            if (message.enforcement != null && $Object.hasOwnProperty.call(message, "enforcement") && message.enforcement !== false)
                writer.uint32(/* id 4, wireType 0 =*/32).bool(message.enforcement);
            if (message.sizeBytes != null && $Object.hasOwnProperty.call(message, "sizeBytes") && (typeof message.sizeBytes === "object" ? message.sizeBytes.low || message.sizeBytes.high : message.sizeBytes !== 0))
                writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.sizeBytes);
            if (message.usedBytes != null && $Object.hasOwnProperty.call(message, "usedBytes") && (typeof message.usedBytes === "object" ? message.usedBytes.low || message.usedBytes.high : message.usedBytes !== 0))
                writer.uint32(/* id 6, wireType 0 =*/48).uint64(message.usedBytes);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a FileSystem message from the specified reader or buffer.
         * @function decode
         * @memberof quotadeck.FileSystem
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {quotadeck.FileSystem & quotadeck.FileSystem.$Shape} FileSystem
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        FileSystem.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.quotadeck.FileSystem();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.device = value;
                        else
                            delete message.device;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.mountPoint = value;
                        else
                            delete message.mountPoint;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.accounting = value;
                        else
                            delete message.accounting;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.enforcement = value;
                        else
                            delete message.enforcement;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.sizeBytes = value;
                        else
                            delete message.sizeBytes;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.usedBytes = value;
                        else
                            delete message.usedBytes;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return FileSystem;
    })();

    /**
     * ProjectState enum.
     * @name quotadeck.ProjectState
     * @enum {number}
     * @property {number} PROJECT_STATE_UNSPECIFIED=0 PROJECT_STATE_UNSPECIFIED value
     * @property {number} PROJECT_STATE_ACTIVE=1 PROJECT_STATE_ACTIVE value
     * @property {number} PROJECT_STATE_RELEASED=2 PROJECT_STATE_RELEASED value
     * @property {number} PROJECT_STATE_ERROR=3 PROJECT_STATE_ERROR value
     */
    quotadeck.ProjectState = (function() {
        const valuesById = $Object.create(null), values = $Object.create(valuesById);
        values[valuesById[0] = "PROJECT_STATE_UNSPECIFIED"] = 0;
        values[valuesById[1] = "PROJECT_STATE_ACTIVE"] = 1;
        values[valuesById[2] = "PROJECT_STATE_RELEASED"] = 2;
        values[valuesById[3] = "PROJECT_STATE_ERROR"] = 3;
        return values;
    })();

    quotadeck.Project = (function() {

        /**
         * Properties of a Project.
         * @typedef {Object} quotadeck.Project.$Properties
         * @property {number|null} [id] Project id
         * @property {string|null} [containerName] Project containerName
         * @property {string|null} [taskId] Project taskId
         * @property {string|null} [executorId] Project executorId
         * @property {string|null} [frameworkId] Project frameworkId
         * @property {string|null} [path] Project path
         * @property {number|null} [hardLimitBytes] Project hardLimitBytes
         * @property {number|null} [inodeLimit] Project inodeLimit
         * @property {number|null} [usedBytes] Project usedBytes
         * @property {number|null} [usedInodes] Project usedInodes
         * @property {quotadeck.ProjectState|null} [state] Project state
         * @property {number|null} [sinceMs] Project sinceMs
         * @property {string|null} [lastError] Project lastError
         * @property {number|null} [fileSystem] Project fileSystem
         * @property {boolean|null} [limitChanged] Project limitChanged
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Project.
         * @memberof quotadeck
         * @interface IProject
         * @augments quotadeck.Project.$Properties
         * @deprecated Use quotadeck.Project.$Properties instead.
         */

        /**
         * Shape of a Project.
         * @typedef {quotadeck.Project.$Properties} quotadeck.Project.$Shape
         */

        /**
         * Constructs a new Project.
         * @memberof quotadeck
         * @classdesc Represents a Project.
         * @constructor
         * @param {quotadeck.Project.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Project = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Project id.
         * @member {number} id
         * @memberof quotadeck.Project
         * @instance
         */
        Project.prototype.id = 0;

        /**
         * Project containerName.
         * @member {string} containerName
         * @memberof quotadeck.Project
         * @instance
         */
        Project.prototype.containerName = "";

        /**
         * Project taskId.
         * @member {string} taskId
         * @memberof quotadeck.Project
         * @instance
         */
        Project.prototype.taskId = "";

        /**
         * Project executorId.
         * @member {string} executorId
         * @memberof quotadeck.Project
         * @instance
         */
        Project.prototype.executorId = "";

        /**
         * Project frameworkId.
         * @member {string} frameworkId
         * @memberof quotadeck.Project
         * @instance
         */
        Project.prototype.frameworkId = "";

        /**
         * Project path.
         * @member {string} path
         * @memberof quotadeck.Project
         * @instance
         */
        Project.prototype.path = "";

        /**
         * Project hardLimitBytes.
         * @member {number} hardLimitBytes
         * @memberof quotadeck.Project
         * @instance
         */
        Project.prototype.hardLimitBytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Project inodeLimit.
         * @member {number} inodeLimit
         * @memberof quotadeck.Project
         * @instance
         */
        Project.prototype.inodeLimit = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Project usedBytes.
         * @member {number} usedBytes
         * @memberof quotadeck.Project
         * @instance
         */
        Project.prototype.usedBytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Project usedInodes.
         * @member {number} usedInodes
         * @memberof quotadeck.Project
         * @instance
         */
        Project.prototype.usedInodes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Project state.
         * @member {quotadeck.ProjectState} state
         * @memberof quotadeck.Project
         * @instance
         */
        Project.prototype.state = 0;

        /**
         * Project sinceMs.
         * @member {number} sinceMs
         * @memberof quotadeck.Project
         * @instance
         */
        Project.prototype.sinceMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Project lastError.
         * @member {string} lastError
         * @memberof quotadeck.Project
         * @instance
         */
        Project.prototype.lastError = "";

        /**
         * Project fileSystem.
         * @member {number} fileSystem
         * @memberof quotadeck.Project
         * @instance
         */
        Project.prototype.fileSystem = 0;

        /**
         * Project limitChanged.
         * @member {boolean} limitChanged
         * @memberof quotadeck.Project
         * @instance
         */
        Project.prototype.limitChanged = false;

        /**
         * Creates a new Project instance using the specified properties.
         * @function create
         * @memberof quotadeck.Project
         * @static
         * @param {quotadeck.Project.$Properties=} [properties] Properties to set
         * @returns {quotadeck.Project} Project instance
         * @type {{
         *   (properties: quotadeck.Project.$Shape): quotadeck.Project & quotadeck.Project.$Shape;
         *   (properties?: quotadeck.Project.$Properties): quotadeck.Project;
         * }}
         */
        Project.create = function(properties) {
            return new Project(properties);
        };

        /**
         * Encodes the specified Project message. Does not implicitly {@link quotadeck.Project.verify|verify} messages.
         * @function encode
         * @memberof quotadeck.Project
         * @static
         * @param {quotadeck.Project.$Properties} message Project message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Project.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.id);
            if (message.containerName != null && $Object.hasOwnProperty.call(message, "containerName") && message.containerName !== "")
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.containerName);
            if (message.taskId != null && $Object.hasOwnProperty.call(message, "taskId") && message.taskId !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.taskId);
            if (message.executorId != null && $Object.hasOwnProperty.call(message, "executorId") && message.executorId !== "")
                writer.uint32(/* id 4, wireType 2 =*/34).string(message.executorId);
            if (message.frameworkId != null && $Object.hasOwnProperty.call(message, "frameworkId") && message.frameworkId !== "")
                writer.uint32(/* id 5, wireType 2 =*/42).string(message.frameworkId);
            if (message.path != null && $Object.hasOwnProperty.call(message, "path") && message.path !== "")
                writer.uint32(/* id 6, wireType 2 =*/50).string(message.path);
            if (message.hardLimitBytes != null && $Object.hasOwnProperty.call(message, "hardLimitBytes") && (typeof message.hardLimitBytes === "object" ? message.hardLimitBytes.low || message.hardLimitBytes.high : message.hardLimitBytes !== 0))
                writer.uint32(/* id 7, wireType 0 =*/56).uint64(message.hardLimitBytes);
            if (message.inodeLimit != null && $Object.hasOwnProperty.call(message, "inodeLimit") && (typeof message.inodeLimit === "object" ? message.inodeLimit.low || message.inodeLimit.high : message.inodeLimit !== 0))
                writer.uint32(/* id 8, wireType 0 =*/64).uint64(message.inodeLimit);
            if (message.usedBytes != null && $Object.hasOwnProperty.call(message, "usedBytes") && (typeof message.usedBytes === "object" ? message.usedBytes.low || message.usedBytes.high : message.usedBytes !== 0))
                writer.uint32(/* id 9, wireType 0 =*/72).uint64(message.usedBytes);
            if (message.usedInodes != null && $Object.hasOwnProperty.call(message, "usedInodes") && (typeof message.usedInodes === "object" ? message.usedInodes.low || message.usedInodes.high : message.usedInodes !== 0))
                writer.uint32(/* id 10, wireType 0 =*/80).uint64(message.usedInodes);
            if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== 0)
                writer.uint32(/* id 11, wireType 0 =*/88).int32(message.state);
            if (message.sinceMs != null && $Object.hasOwnProperty.call(message, "sinceMs") && (typeof message.sinceMs === "object" ? message.sinceMs.low || message.sinceMs.high : message.sinceMs !== 0))
                writer.uint32(/* id 12, wireType 0 =*/96).uint64(message.sinceMs);
            if (message.lastError != null && $Object.hasOwnProperty.call(message, "lastError") && message.lastError !== "")
                writer.uint32(/* id 13, wireType 2 =*/106).string(message.lastError);
            if (message.fileSystem != null && $Object.hasOwnProperty.call(message, "fileSystem") && message.fileSystem !== 0)
                writer.uint32(/* id 14, wireType 0 =*/112).uint32(message.fileSystem);
            if (message.limitChanged != null && $Object.hasOwnProperty.call(message, "limitChanged") && message.limitChanged !== false)
                writer.uint32(/* id 15, wireType 0 =*/120).bool(message.limitChanged);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Project message from the specified reader or buffer.
         * @function decode
         * @memberof quotadeck.Project
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {quotadeck.Project & quotadeck.Project.$Shape} Project
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Project.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.quotadeck.Project();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.id = value;
                        else
                            delete message.id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.containerName = value;
                        else
                            delete message.containerName;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.taskId = value;
                        else
                            delete message.taskId;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.executorId = value;
                        else
                            delete message.executorId;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.frameworkId = value;
                        else
                            delete message.frameworkId;
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.path = value;
                        else
                            delete message.path;
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.hardLimitBytes = value;
                        else
                            delete message.hardLimitBytes;
                        continue;
                    }
                case 8: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.inodeLimit = value;
                        else
                            delete message.inodeLimit;
                        continue;
                    }
                case 9: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.usedBytes = value;
                        else
                            delete message.usedBytes;
                        continue;
                    }
                case 10: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.usedInodes = value;
                        else
                            delete message.usedInodes;
                        continue;
                    }
                case 11: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.state = value;
                        else
                            delete message.state;
                        continue;
                    }
                case 12: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.sinceMs = value;
                        else
                            delete message.sinceMs;
                        continue;
                    }
                case 13: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.lastError = value;
                        else
                            delete message.lastError;
                        continue;
                    }
                case 14: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.fileSystem = value;
                        else
                            delete message.fileSystem;
                        continue;
                    }
                case 15: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.limitChanged = value;
                        else
                            delete message.limitChanged;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Project;
    })();

    quotadeck.Counters = (function() {

        /**
         * Properties of a Counters.
         * @typedef {Object} quotadeck.Counters.$Properties
         * @property {number|null} [launches] Counters launches
         * @property {number|null} [launchFailures] Counters launchFailures
         * @property {number|null} [released] Counters released
         * @property {number|null} [sampleErrors] Counters sampleErrors
         * @property {number|null} [writeErrors] Counters writeErrors
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Counters.
         * @memberof quotadeck
         * @interface ICounters
         * @augments quotadeck.Counters.$Properties
         * @deprecated Use quotadeck.Counters.$Properties instead.
         */

        /**
         * Shape of a Counters.
         * @typedef {quotadeck.Counters.$Properties} quotadeck.Counters.$Shape
         */

        /**
         * Constructs a new Counters.
         * @memberof quotadeck
         * @classdesc Represents a Counters.
         * @constructor
         * @param {quotadeck.Counters.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Counters = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Counters launches.
         * @member {number} launches
         * @memberof quotadeck.Counters
         * @instance
         */
        Counters.prototype.launches = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Counters launchFailures.
         * @member {number} launchFailures
         * @memberof quotadeck.Counters
         * @instance
         */
        Counters.prototype.launchFailures = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Counters released.
         * @member {number} released
         * @memberof quotadeck.Counters
         * @instance
         */
        Counters.prototype.released = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Counters sampleErrors.
         * @member {number} sampleErrors
         * @memberof quotadeck.Counters
         * @instance
         */
        Counters.prototype.sampleErrors = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Counters writeErrors.
         * @member {number} writeErrors
         * @memberof quotadeck.Counters
         * @instance
         */
        Counters.prototype.writeErrors = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Creates a new Counters instance using the specified properties.
         * @function create
         * @memberof quotadeck.Counters
         * @static
         * @param {quotadeck.Counters.$Properties=} [properties] Properties to set
         * @returns {quotadeck.Counters} Counters instance
         * @type {{
         *   (properties: quotadeck.Counters.$Shape): quotadeck.Counters & quotadeck.Counters.$Shape;
         *   (properties?: quotadeck.Counters.$Properties): quotadeck.Counters;
         * }}
         */
        Counters.create = function(properties) {
            return new Counters(properties);
        };

        /**
         * Encodes the specified Counters message. Does not implicitly {@link quotadeck.Counters.verify|verify} messages.
         * @function encode
         * @memberof quotadeck.Counters
         * @static
         * @param {quotadeck.Counters.$Properties} message Counters message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Counters.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.launches != null && $Object.hasOwnProperty.call(message, "launches") && (typeof message.launches === "object" ? message.launches.low || message.launches.high : message.launches !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.launches);
            if (message.launchFailures != null && $Object.hasOwnProperty.call(message, "launchFailures") && (typeof message.launchFailures === "object" ? message.launchFailures.low || message.launchFailures.high : message.launchFailures !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.launchFailures);
            if (message.released != null && $Object.hasOwnProperty.call(message, "released") && (typeof message.released === "object" ? message.released.low || message.released.high : message.released !== 0))
                writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.released);
            if (message.sampleErrors != null && $Object.hasOwnProperty.call(message, "sampleErrors") && (typeof message.sampleErrors === "object" ? message.sampleErrors.low || message.sampleErrors.high : message.sampleErrors !== 0))
                writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.sampleErrors);
            if (message.writeErrors != null && $Object.hasOwnProperty.call(message, "writeErrors") && (typeof message.writeErrors === "object" ? message.writeErrors.low || message.writeErrors.high : message.writeErrors !== 0))
                writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.writeErrors);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Counters message from the specified reader or buffer.
         * @function decode
         * @memberof quotadeck.Counters
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {quotadeck.Counters & quotadeck.Counters.$Shape} Counters
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Counters.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.quotadeck.Counters();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.launches = value;
                        else
                            delete message.launches;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.launchFailures = value;
                        else
                            delete message.launchFailures;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.released = value;
                        else
                            delete message.released;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.sampleErrors = value;
                        else
                            delete message.sampleErrors;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.writeErrors = value;
                        else
                            delete message.writeErrors;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Counters;
    })();

    return quotadeck;
})();

export {
  $root as default
};
