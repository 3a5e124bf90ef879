/* Load a device runtime, have it prepare the image of a callable, and run it with new arguments: y = a x + y, twice.
 *
 *   run_image RUNTIME_FOLDER IMAGE
 *
 * The folder holds libhost_runtime.so, libaicpu_kernel.so and libaicore_kernel.so. Any runtime with this interface does, ours or
 * another one's. */

#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ELEMENTS = 1000, CID = 0, BLOCK_DIM = 3, AICPU_THREADS = 3, FLOAT32 = 0 };

/* The arguments of a run: 64 tensors, 128 scalars, and how many of them there are. */
struct tensor {
    uint64_t data;
    uint32_t shape[5];
    uint32_t dimensions;
    uint8_t type;
    uint8_t of_device;
    uint8_t unused[6];
};
struct arguments {
    struct tensor tensors[64];
    uint64_t scalars[128];
    int32_t tensor_count;
    int32_t scalar_count;
};

/* What this program needs of the interface. */
static struct {
    void *(*create_device_context)(void);
    void (*destroy_device_context)(void *);
    size_t (*get_runtime_size)(void);
    int (*simpler_init)(void *, int, const uint8_t *, size_t, const uint8_t *, size_t);
    int (*prepare_callable)(void *, int32_t, const void *);
    int (*run_prepared)(void *, void *, int32_t, const void *, int, int, int, int, int, int, const char *);
    int (*unregister_callable)(void *, int32_t);
    int (*finalize_device)(void *);
} runtime;

static void fail(const char *what, const char *why) {
    fprintf(stderr, "%s: %s\n", what, why);
    exit(1);
}

static void succeed(const char *function, int code) {
    if (code != 0) {
        fprintf(stderr, "%s failed with code %d\n", function, code);
        exit(1);
    }
}

static void find(void *library, const char *name, void *function) {
    void *found = dlsym(library, name);
    if (found == NULL) {
        fail(name, dlerror());
    }
    memcpy(function, &found, sizeof found);
}

static void load(const char *folder) {
    char path[4096];
    snprintf(path, sizeof path, "%s/libhost_runtime.so", folder);
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        fail(path, dlerror());
    }
    find(library, "create_device_context", &runtime.create_device_context);
    find(library, "destroy_device_context", &runtime.destroy_device_context);
    find(library, "get_runtime_size", &runtime.get_runtime_size);
    find(library, "simpler_init", &runtime.simpler_init);
    find(library, "prepare_callable", &runtime.prepare_callable);
    find(library, "run_prepared", &runtime.run_prepared);
    find(library, "unregister_callable", &runtime.unregister_callable);
    find(library, "finalize_device", &runtime.finalize_device);
}

static uint8_t *contents(const char *folder, const char *name, size_t *length) {
    char path[4096];
    snprintf(path, sizeof path, "%s%s%s", folder, *folder ? "/" : "", name);
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
        fail(path, "cannot be read");
    }
    *length = (size_t)ftell(file);
    rewind(file);
    uint8_t *bytes = malloc(*length);
    if (bytes == NULL || fread(bytes, 1, *length, file) != *length) {
        fail(path, "cannot be read whole");
    }
    fclose(file);
    return bytes;
}

static void add_tensor(struct arguments *arguments, float *data) {
    struct tensor *tensor = &arguments->tensors[arguments->tensor_count++];
    tensor->data = (uint64_t)(uintptr_t)data;
    tensor->shape[0] = ELEMENTS;
    tensor->dimensions = 1;
    tensor->type = FLOAT32;
}

static void add_scalar(struct arguments *arguments, float value) {
    memcpy(&arguments->scalars[arguments->scalar_count++], &value, sizeof value);
}

/* Run the callable on one pair of vectors, and look at the result. */
static void run(void *context, void *buffer, float a) {
    static float x[ELEMENTS], y[ELEMENTS];
    for (int i = 0; i < ELEMENTS; i++) {
        x[i] = (float)i;
        y[i] = 1;
    }
    static struct arguments arguments;
    memset(&arguments, 0, sizeof arguments);
    add_tensor(&arguments, x);
    add_tensor(&arguments, y);
    add_scalar(&arguments, a);
    succeed("run_prepared",
        runtime.run_prepared(context, buffer, CID, &arguments, BLOCK_DIM, AICPU_THREADS, 0, 0, 0, 0, ""));
    for (int i = 0; i < ELEMENTS; i++) {
        if (y[i] != a * x[i] + 1) {
            fprintf(stderr, "y[%d] is %g, not %g\n", i, y[i], a * x[i] + 1);
            exit(1);
        }
    }
    printf("y = %g x + y: y[21] is %g\n", a, y[21]);
}

int main(int count, char **words) {
    if (count != 3) {
        fail("run_image", "two words are needed: the folder of a runtime, and the file of a callable's image");
    }
    load(words[1]);
    size_t aicpu_bytes, aicore_bytes, image_bytes;
    uint8_t *aicpu = contents(words[1], "libaicpu_kernel.so", &aicpu_bytes);
    uint8_t *aicore = contents(words[1], "libaicore_kernel.so", &aicore_bytes);
    uint8_t *image = contents("", words[2], &image_bytes);

    void *context = runtime.create_device_context();
    void *buffer = aligned_alloc(64, (runtime.get_runtime_size() + 63) / 64 * 64);
    if (context == NULL || buffer == NULL) {
        fail("create_device_context", "there is no context, or no memory for its runs");
    }
    succeed("simpler_init", runtime.simpler_init(context, 0, aicpu, aicpu_bytes, aicore, aicore_bytes));
    succeed("prepare_callable", runtime.prepare_callable(context, CID, image));
    run(context, buffer, 2);
    run(context, buffer, 0.5f);
    succeed("unregister_callable", runtime.unregister_callable(context, CID));
    succeed("finalize_device", runtime.finalize_device(context));
    runtime.destroy_device_context(context);
    return 0;
}
