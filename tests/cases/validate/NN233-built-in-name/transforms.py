from nomnom import transform


@transform
def trim(text: str) -> str:
    return text
