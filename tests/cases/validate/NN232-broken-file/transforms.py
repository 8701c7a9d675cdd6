from nomnom import transform


@transform
def doubled(value):
    return value * 2
